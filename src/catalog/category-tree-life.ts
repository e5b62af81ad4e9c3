/**
 * The second half of our category tree: what people wear, use, watch, do and read about, and the branches no interest may
 * ever be drawn from. Same line form as {@link GOODS_TREE}; a `!` in an eighth place marks a sensitive node, and everything
 * under it is sensitive too (GDPR Art. 9 kinds of data, and what the law or decency keeps from ads).
 */
export const LIFE_TREE = `
fashion | 服饰 | Fashion | 穿搭 时尚 服装 衣服 鞋包 | fashion, outfit, clothing, style, wear | 552 | 1058
fashion/women | 女装 | Women's clothing | 女装 连衣裙 半身裙 衬衫 | women clothing, dress, skirt, blouse | 566 | 1067
fashion/women/dresses | 连衣裙 | Dresses | 连衣裙 礼服 长裙 | dress, gown, maxi dress | 566 | 1067
fashion/men | 男装 | Men's clothing | 男装 西装 衬衫 男士 | men clothing, suit, shirt, menswear | 582 | 1062
fashion/shoes | 鞋 | Shoes | 鞋 靴子 帆布鞋 皮鞋 凉鞋 高跟鞋 | shoe, boot, sneaker, sandal, heel, loafer | 589 | 1070
fashion/bags | 包 | Bags | 包 手提包 帆布包 单肩包 钱包 托特包 | bag, handbag, tote, purse, wallet, shoulder bag | 563 | 1072
fashion/jewellery | 首饰 | Jewellery | 项链 耳环 戒指 手链 首饰 银饰 | necklace, earring, ring, bracelet, jewellery, jewelry | 565 | 1073
fashion/watches | 手表 | Watches | 手表 腕表 机械表 石英表 | watch, wristwatch, chronograph | 581 | 1073
fashion/accessories | 配饰 | Accessories | 帽子 围巾 腰带 手套 太阳镜 袜子 雨伞 | hat, scarf, belt, glove, sunglasses, sock, umbrella, beanie | 580 | 1068
fashion/street | 街头风格 | Street style | 街头 潮牌 球鞋 古着 | streetwear, sneaker, vintage clothing, thrift | 595 | 1059

beauty | 美妆个护 | Beauty and care | 美妆 护肤 化妆 个护 | beauty, cosmetics, grooming | 553 | 1138
beauty/skin | 护肤 | Skin care | 护肤 面霜 精华 防晒 面膜 洁面 | skincare, serum, moisturiser, sunscreen, face mask, cleanser, lotion | 559 | 1244
beauty/makeup | 彩妆 | Make-up | 口红 眼影 粉底 睫毛膏 腮红 彩妆 | lipstick, eyeshadow, foundation, mascara, blush, makeup, powder | 555 | 1138
beauty/hair | 护发 | Hair care | 洗发水 护发 发膜 吹风机 染发 | shampoo, conditioner, hair, hairdryer | 554 | 1179
beauty/fragrance | 香水 | Perfume | 香水 淡香 木质调 香调 | perfume, fragrance, cologne, eau de toilette | 558 | 1152
beauty/nails | 美甲 | Nails | 美甲 指甲油 | nail polish, manicure, nail | 556 | 1140
beauty/shaving | 剃须 | Shaving | 剃须 剃须刀 须后水 | shaving, razor, aftershave, beard | 594 | 1240
beauty/oral | 口腔护理 | Oral care | 牙膏 牙刷 漱口水 | toothpaste, toothbrush, mouthwash | 593 | 1214

tech | 数码科技 | Technology | 科技 数码 电子产品 评测 | technology, gadget, electronics, tech | 596 | 1097
tech/phones | 手机 | Phones | 手机 智能手机 手机壳 充电器 快充 | smartphone, phone, phone case, charger, iphone, android | 635 | 1114
tech/phones/accessories | 手机配件 | Phone accessories | 手机壳 数据线 充电宝 支架 耳机 | phone case, cable, power bank, phone stand, selfie | 635 | 1110
tech/computers | 电脑 | Computers | 电脑 笔记本电脑 显示器 主机 台式机 | computer, laptop, monitor, desktop, notebook computer, macbook | 599 | 1106
tech/computers/laptops | 笔记本电脑 | Laptops | 笔记本电脑 轻薄本 游戏本 | laptop, ultrabook, macbook, notebook computer | 630 | 1107
tech/computers/peripherals | 外设 | Peripherals | 键盘 鼠标 机械键盘 扩展坞 打印机 | mechanical keyboard, mouse, docking station, printer, keycap | 601 | 1110
tech/tablets | 平板 | Tablets and e-readers | 平板 电子书阅读器 墨水屏 | tablet, e-reader, ipad, e-ink | 636 | 1118
tech/wearables | 穿戴设备 | Wearables | 智能手表 手环 智能眼镜 | smartwatch, fitness tracker, wearable | 637 | 1097
tech/tv | 电视影音 | Television and cinema at home | 电视 投影仪 家庭影院 | television, projector, home cinema, tv | 634 | 1119
tech/software | 软件 | Software | 软件 应用 效率工具 操作系统 | software, app, operating system, productivity app | 602 | 1082
tech/programming | 编程 | Programming | 编程 代码 程序员 开源 前端 后端 数据库 | programming, code, developer, open source, javascript, database | 631 | 1085
tech/ai | 人工智能 | Artificial intelligence | 人工智能 机器学习 大模型 | artificial intelligence, machine learning, neural network | 597 | 1082
tech/security | 网络安全 | Security and privacy | 网络安全 密码 隐私 防火墙 | cybersecurity, password, privacy, firewall, encryption | 618 | 1117
tech/networking | 网络 | Networking | 路由器 宽带 无线网络 交换机 | router, wifi, broadband, network switch | 600 | 1115
tech/makers | 创客硬件 | Maker hardware | 单片机 开发板 焊接 机器人 3D打印 | microcontroller, soldering, robot, 3d printing, circuit | 638 | 1104

video-games | 电子游戏 | Video games | 电子游戏 主机游戏 手游 玩家 通关 | video game, gamer, gaming, console | 680 | 1120
video-games/console | 主机游戏 | Console games | 主机 手柄 掌机 | console, controller, handheld, playstation, switch | 681 | 1121
video-games/pc | 电脑游戏 | PC games | 端游 电脑游戏 显卡 | pc game, graphics card, steam | 684 | 1120
video-games/mobile | 手游 | Mobile games | 手游 手机游戏 | mobile game | 683 | 1424
video-games/esports | 电竞 | Esports | 电竞 战队 联赛 | esports, league, tournament | 682 | 1425

screen | 影视 | Film and television | 电影 电视剧 综艺 影评 追剧 | film, movie, television, series, cinema | JLBCU7 | 1419
screen/films | 电影 | Films | 电影 影院 导演 票房 影片 | film, movie, director, cinema, box office | 324 | 1317
screen/series | 剧集 | Series | 电视剧 剧集 美剧 日剧 追剧 | series, tv drama, episode, season | 640 | 1431
screen/documentary | 纪录片 | Documentaries | 纪录片 纪实 | documentary | 332 | 1431
screen/animation | 动画 | Animation | 动画 动漫 番剧 二次元 | animation, anime, cartoon | 641 | 1431
screen/comedy | 喜剧 | Comedy | 喜剧 脱口秀 相声 小品 | comedy, stand-up comedy, sitcom | 646 | 1318
screen/celebrities | 明星 | Celebrities | 明星 娱乐圈 偶像 红毯 | celebrity, idol, red carpet, showbiz | 432 | 1419

arts | 艺术 | Art | 艺术 展览 美术馆 博物馆 画展 | art, exhibition, museum, gallery | 201 | 1008
arts/museums | 博物馆 | Museums and galleries | 博物馆 美术馆 展览 文物 | museum, gallery, exhibition | 155 | 1009
arts/theatre | 戏剧 | Theatre | 话剧 戏剧 音乐剧 戏曲 昆曲 | theatre, play, musical, opera, stage | 209 | 1327
arts/dance | 舞蹈 | Dance | 舞蹈 芭蕾 街舞 现代舞 | dance, ballet, choreography | 203 | 1511
arts/design | 设计 | Design | 设计 平面设计 排版 字体 工业设计 | design, graphic design, typography, industrial design | 204 | 1008
arts/architecture | 建筑 | Architecture | 建筑 建筑师 古建 园林 | architecture, architect, building | 204 | 1008

travel | 旅行 | Travel | 旅行 旅游 出行 景点 攻略 | travel, trip, tourism, itinerary, journey | 653 | 1529
travel/asia | 亚洲旅行 | Asia | 云南 西藏 日本旅行 泰国 京都 新疆 | asia travel, japan, thailand, yunnan, kyoto | 657 | 1540
travel/europe | 欧洲旅行 | Europe | 欧洲 法国 意大利 北欧 | europe travel, france, italy, nordic | 659 | 1540
travel/americas | 美洲旅行 | Americas | 美国旅行 南美 加拿大 | america travel, canada, patagonia | 660 | 1540
travel/hotels | 住宿 | Places to stay | 酒店 民宿 客栈 青旅 | hotel, guesthouse, hostel, bed and breakfast | 668 | 1530
travel/rail | 火车旅行 | Rail travel | 火车 高铁 铁路 绿皮车 | train, rail, railway | 669 | 1539
travel/air | 航空 | Air travel | 机票 航班 机场 | flight, airline, airport | 672 | 1537
travel/road-trips | 自驾 | Road trips | 自驾 房车 公路旅行 | road trip, campervan, self drive | 670 | 1568
travel/luggage | 箱包 | Luggage | 行李箱 旅行箱 登机箱 收纳袋 旅行包 | suitcase, luggage, packing cube, duffel, carry-on | 654 | 1290
travel/beach | 海滨 | Beach | 海边 海岛 沙滩 | beach, island, seaside | 673 | 1529
travel/budget | 穷游 | Budget travel | 穷游 背包客 省钱旅行 | backpacker, budget travel | 675 | 1529

auto | 汽车 | Cars | 汽车 车 买车 试驾 | car, automotive, driving, vehicle | 1 | 1551
auto/electric | 电动车 | Electric cars | 电动车 新能源 充电桩 | electric car, ev, charging station | 22 | 1571
auto/parts | 车品配件 | Car parts and care | 车载 轮胎 机油 洗车 行车记录仪 | car part, engine oil, car wash, dash cam, tyre change | 32 | 1556
auto/motorcycles | 摩托车 | Motorcycles | 摩托车 机车 踏板车 | motorcycle, motorbike, scooter | 27 | 1575
auto/classic | 老爷车 | Classic cars | 老爷车 经典车 | classic car, vintage car | 19 | 1551

learning | 学习 | Learning | 学习 教育 课程 自学 | learning, education, course, study | 132 | 1295
learning/languages | 语言学习 | Languages | 英语 日语 背单词 语言学习 口语 | language learning, vocabulary, grammar, english course | 147 | 1303
learning/university | 大学 | University | 大学 考研 留学 校园 | university, college, graduate school, campus | 137 | 1298
learning/online | 网课 | Online courses | 网课 公开课 在线课程 | online course, mooc, lecture | 148 | 1304
learning/skills | 技能培训 | Vocational training | 技能 培训 证书 考证 | vocational, training course, certificate | 131 | 1297

science | 科学 | Science | 科学 研究 实验 论文 | science, research, experiment | 464 | 1045
science/space | 天文航天 | Space | 天文 航天 火箭 行星 星系 望远镜 | astronomy, space, rocket, planet, galaxy, telescope | 472 | 1045
science/biology | 生物 | Biology | 生物 基因 进化 动物 植物学 | biology, evolution, species, botany | 465 | 1045
science/environment | 环境 | Environment | 环境 气候 环保 低碳 可持续 | environment, climate, sustainability, recycling | 467 | 1368
science/weather | 天气 | Weather | 天气 预报 台风 降雨 | weather, forecast, typhoon, rainfall | 390 | 1442
science/earth | 地理地质 | Earth science | 地理 地质 地震 岩石 | geography, geology, earthquake, mineral | 469 | 1045

work | 工作与商业 | Work and business | 工作 职场 商业 创业 公司 | business, work, company, office | 52 | 1010
work/careers | 职业 | Careers | 求职 简历 面试 招聘 | job search, resume, interview, career | 123 | 1295
work/startups | 创业 | Starting up | 创业 融资 小生意 开店 | startup, founder, small business, shop owner | 61 | 1047
work/marketing | 营销 | Marketing | 营销 广告 品牌 运营 | marketing, advertising, branding | 58 | 1011
work/logistics | 物流 | Logistics | 物流 快递 仓储 供应链 | logistics, warehouse, delivery, supply chain | 57 | 1019
work/remote | 远程办公 | Remote work | 远程办公 居家办公 自由职业 | remote work, freelance, home office | 130 | 1306

money | 理财 | Personal finance | 理财 省钱 存款 记账 | personal finance, saving, budgeting | 391 | 1335
money/investing | 投资 | Investing | 股票 基金 投资 债券 | stock market, fund, investing, bond | 410 | 1351
money/banking | 银行 | Banking | 银行 信用卡 转账 | bank, credit card | 392 | 1337
money/insurance | 保险 | Insurance | 保险 保单 理赔 | insurance, policy, claim | 398 | 1340
money/property | 房产 | Property | 买房 租房 房价 二手房 | property, real estate, rent, apartment | 441 | 1482

celebrations | 节庆礼物 | Celebrations and gifts | 礼物 生日 节日 送礼 派对 | gift, birthday, celebration, party, present | 163 | 1371
celebrations/spring-festival | 春节 | Spring Festival | 春节 年货 红包 春联 | lunar new year, spring festival, red envelope | 1KXCLD | 1326
celebrations/mid-autumn | 中秋 | Mid-Autumn | 中秋 月饼 | mid-autumn, mooncake | 1KXCLD | 1326
celebrations/christmas | 圣诞 | Christmas | 圣诞 圣诞树 | christmas, advent, stocking | 1KXCLD | 1326
celebrations/weddings | 婚礼 | Weddings | 婚礼 伴手礼 婚纱 | wedding, bridal, bouquet toss | 165 | 1066
celebrations/party | 派对用品 | Party supplies | 气球 派对 彩带 | balloon, party supplies, bunting, paper chain | 161 | 1377
celebrations/gift-wrap | 礼品包装 | Gift wrap | 包装纸 礼盒 丝带 | gift wrap, gift box, ribbon | 476 | 1371

news | 新闻 | News | 新闻 时事 报道 头条 | news, report, headline, current affairs | 389 | 1432
news/disasters | 灾害 | Disasters | 地震 洪水 火灾 救援 | disaster, flood, wildfire, rescue | 381 | - | !
news/crime | 案件 | Crime | 案件 警方 诈骗 法庭 | crime, police, fraud, court | 380 | - | !
news/war | 战争 | War | 战争 军事 冲突 | war, conflict, military | 389 | - | !
news/law | 法律 | Law | 法律 律师 诉讼 | law, lawyer, lawsuit | 383 | 1416 | !

health | 健康医疗 | Health | 健康 医疗 疾病 医院 医生 | health, medical, disease, hospital, doctor | 286 | 1378 | !
health/conditions | 疾病 | Conditions | 糖尿病 高血压 癌症 过敏 感冒 症状 | diabetes, hypertension, cancer, allergy, flu, symptom | 287 | 1378
health/mental | 心理健康 | Mental health | 抑郁 焦虑 心理咨询 失眠 | depression, anxiety, therapy, insomnia | 301 | 1391
health/medicine | 药品 | Medicine | 药品 处方 药店 止痛药 | medicine, prescription, pharmacy, painkiller | 320 | 1473
health/supplements | 保健品 | Supplements | 保健品 维生素 鱼油 蛋白粉 | supplement, vitamin, fish oil, protein powder | 234 | 1253
health/weight | 减重 | Weight loss | 减肥 减重 代餐 | weight loss, diet pill, slimming | 231 | 1291
health/fertility | 孕育 | Fertility and pregnancy | 怀孕 备孕 孕妇 产检 | pregnancy, fertility, prenatal | 305 | 1387
health/disability | 无障碍与残疾 | Disability | 残疾 轮椅 助听器 | disability, wheelchair, hearing aid | 286 | 1378
health/traditional | 中医养生 | Traditional medicine | 中医 中药 针灸 艾灸 养生 | traditional medicine, acupuncture, herbal remedy | 233 | 1379
health/surgery | 手术医美 | Surgery | 手术 整形 医美 | surgery, cosmetic surgery, botox | 323 | 1383
health/substances | 成瘾 | Addiction | 戒烟 戒酒 成瘾 | addiction, rehab, smoking cessation | 311 | -

religion | 宗教信仰 | Religion | 宗教 信仰 教堂 寺庙 祈祷 | religion, faith, church, temple, prayer | 453 | 1487 | !
religion/buddhism | 佛教 | Buddhism | 佛教 佛经 禅修 | buddhism, sutra, zen monk | 458 | 1487
religion/christianity | 基督教 | Christianity | 基督教 圣经 福音 | christianity, bible, gospel | 459 | 1487
religion/islam | 伊斯兰教 | Islam | 伊斯兰 清真寺 古兰经 | islam, mosque, quran | 461 | 1487
religion/hinduism | 印度教 | Hinduism | 印度教 吠陀 | hinduism, veda | 460 | 1487
religion/judaism | 犹太教 | Judaism | 犹太教 安息日 | judaism, synagogue, torah | 462 | 1487
religion/astrology | 星座占卜 | Astrology | 星座 占卜 塔罗 算命 | astrology, horoscope, tarot, fortune telling | 456 | 1488

politics | 政治 | Politics | 政治 选举 政策 政党 议会 | politics, election, government, party politics, parliament | 386 | 1474 | !
politics/elections | 选举 | Elections | 选举 投票 候选人 | election, vote, candidate, ballot | 387 | 1476
politics/issues | 政策议题 | Political issues | 政策 移民 抗议 工会 | policy, immigration, protest, trade union | 388 | 1478

intimacy | 两性情感 | Sex and relationships | 两性 情侣 恋爱 性 | sexuality, relationship, intimacy | 307 | 1519 | !
intimacy/adult | 成人内容 | Adult content | 成人用品 情趣 色情 | adult content, erotic, porn, sex toy | Rm3SiT | 1001
intimacy/dating | 约会 | Dating | 约会 相亲 交友 单身 | dating, matchmaking, singles | 188 | 1259
intimacy/identity | 性别与取向 | Gender and orientation | 同性 性取向 跨性别 | lgbt, gay, lesbian, transgender | Z7rJBM | -
intimacy/separation | 离婚丧亲 | Separation and loss | 离婚 丧葬 哀悼 | divorce, bereavement, funeral | 186 | -

children | 儿童 | Children | 儿童 宝宝 孩子 幼儿 育儿 | children, kid, toddler, parenting | 192 | 1328 | !
children/babies | 婴儿 | Babies | 婴儿 奶粉 纸尿裤 奶瓶 | baby, diaper, nappy, infant formula, feeding bottle | 196 | 1124
children/school | 中小学 | School | 小学 中学 作业 幼儿园 | primary school, homework, kindergarten, pupil | 149 | 1305
children/clothes | 童装 | Children's clothes | 童装 童鞋 | children clothing, kidswear | 575 | 1060
children/teens | 青少年 | Teenagers | 青少年 叛逆期 中学生 | teenager, teen, adolescent | 198 | 1328

restricted | 受限商品 | Restricted goods | 限制 年龄限制 | age restricted | v9i3On | 1000 | !
restricted/alcohol | 酒 | Alcohol | 白酒 啤酒 红酒 威士忌 葡萄酒 鸡尾酒 | alcohol, beer, wine, whisky, spirits, cocktail | 211 | 1002
restricted/tobacco | 烟草 | Tobacco | 香烟 电子烟 雪茄 | cigarette, vape, cigar, tobacco | pg0WhF | 1544
restricted/gambling | 博彩 | Gambling | 彩票 赌场 博彩 下注 | gambling, casino, betting, lottery | 181 | 1361
restricted/weapons | 武器 | Weapons | 枪 弹药 武器 | gun, ammunition, weapon, firearm | avbNf2 | 1576
restricted/drugs | 毒品 | Drugs | 毒品 大麻 | cannabis, illegal drug, cbd | pg0WhF | 1049

other | 其他 | Everything else | 杂货 其他商品 | miscellaneous, assorted | 473 | 1202
`
