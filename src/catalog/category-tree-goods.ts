/**
 * The first half of our category tree: what a shop sells and people collect at home and outdoors.
 * One node a line: `id | 中文 | English | 中文 seeds | English seeds | IAB Content 3.1 | IAB Ad Product 2.0`,
 * `-` where IAB has no fitting id. Chinese seeds are parted by spaces, English ones by commas. Labels and seeds are our own
 * words; the ids come from the IAB Tech Lab taxonomies (CC BY 3.0). Parents stand before their children.
 */
export const GOODS_TREE = `
kitchen | 厨房 | Kitchen | 厨具 厨房用品 下厨 | kitchenware, cookware | 216 | 1284
kitchen/coffee | 咖啡 | Coffee | 咖啡 咖啡豆 咖啡馆 咖啡师 | coffee, cafe, barista, brew | 222 | 1133
kitchen/coffee/beans | 咖啡豆 | Coffee beans | 咖啡豆 豆子 烘焙度 浅烘 中烘 深烘 耶加雪菲 瑰夏 云南豆 产地豆 | coffee beans, roast, single origin, arabica, geisha | 222 | 1133
kitchen/coffee/pour-over | 手冲咖啡 | Pour-over coffee | 手冲 滤杯 滤纸 分享壶 细口壶 手冲壶 闷蒸 | pour over, dripper, filter paper, gooseneck, v60, drip coffee | 222 | 1284
kitchen/coffee/espresso | 意式咖啡 | Espresso | 意式 浓缩 拿铁 拉花 奶泡 咖啡机 摩卡壶 压粉 | espresso, latte art, moka pot, milk jug, portafilter, cappuccino | 222 | 1289
kitchen/coffee/grinder | 磨豆机 | Coffee grinders | 磨豆机 手摇磨 研磨 磨粉 | grinder, burr, hand mill | 222 | 1284
kitchen/tea | 茶 | Tea | 茶 喝茶 茶叶 茶席 功夫茶 | tea, teahouse | 222 | 1133
kitchen/tea/leaf | 茶叶 | Leaf tea | 绿茶 红茶 乌龙茶 白茶 普洱 岩茶 龙井 铁观音 | green tea, black tea, oolong, white tea, puer, matcha | 222 | 1133
kitchen/tea/teaware | 茶具 | Teaware | 茶具 茶壶 盖碗 公道杯 品茗杯 紫砂壶 茶盘 | teapot, gaiwan, teacup, teaware, tea tray | 222 | 1284
kitchen/cookware | 锅具 | Pots and pans | 锅具 铸铁锅 炒锅 平底锅 汤锅 珐琅锅 煎锅 砂锅 | cookware, skillet, frying pan, cast iron, saucepan, wok, casserole | 216 | 1284
kitchen/cookware/cast-iron | 铸铁锅 | Cast iron | 铸铁 铸铁锅 开锅 养锅 | cast iron, skillet, dutch oven | 216 | 1284
kitchen/cookware/wok | 炒锅 | Woks | 炒锅 炒菜 爆炒 熟铁锅 | wok, stir fry | 216 | 1284
kitchen/knives | 刀具 | Knives | 菜刀 厨刀 刀具 主厨刀 磨刀石 水果刀 三德刀 | chef knife, kitchen knife, whetstone, santoku, paring knife | 216 | 1284
kitchen/knives/boards | 砧板 | Cutting boards | 砧板 案板 菜板 | cutting board, chopping board | 216 | 1284
kitchen/tools | 厨房小工具 | Kitchen tools | 锅铲 汤勺 打蛋器 削皮器 厨房秤 计时器 量勺 研磨器 | spatula, ladle, whisk, peeler, kitchen scale, timer, pepper mill | 216 | 1284
kitchen/baking | 烘焙 | Baking | 烘焙 面包 蛋糕 酵母 面粉 模具 发酵 酸面团 | baking, bread, sourdough, cake tin, flour, proofing, dough | 217 | 1168
kitchen/baking/bread | 面包 | Bread making | 面包 吐司 欧包 酸面团 发酵篮 | bread, sourdough, loaf, banneton | 217 | 1168
kitchen/baking/cakes | 蛋糕甜点 | Cakes and desserts | 蛋糕 甜点 曲奇 裱花 戚风 | cake, dessert, cookie, pastry, icing | 217 | 1168
kitchen/tableware | 餐具 | Tableware | 餐具 盘子 饭碗 筷子 碗碟 餐盘 汤碗 | tableware, plate, bowl, chopstick, cutlery, dinnerware | 279 | 1284
kitchen/drinkware | 杯子 | Cups and bottles | 杯子 马克杯 保温杯 玻璃杯 水杯 搪瓷杯 随行杯 水壶 | mug, cup, tumbler, glassware, water bottle, flask | 279 | 1198
kitchen/drinkware/mugs | 马克杯 | Mugs | 马克杯 搪瓷杯 陶瓷杯 | mug, enamel mug, ceramic cup | 279 | 1198
kitchen/drinkware/bottles | 水壶水杯 | Bottles and flasks | 保温杯 保温瓶 水壶 水杯 随行杯 真空 | water bottle, flask, thermos, tumbler, vacuum | 279 | 1197
kitchen/storage | 厨房收纳 | Kitchen storage | 密封罐 保鲜盒 收纳罐 便当盒 饭盒 | storage jar, lunch box, bento, canister, food container | 277 | 1200
kitchen/appliances | 厨房电器 | Kitchen appliances | 烤箱 电饭煲 空气炸锅 破壁机 电水壶 微波炉 | oven, rice cooker, air fryer, blender, electric kettle, microwave, toaster | 278 | 1289

food | 食品 | Food and drink | 美食 食品 零食 食材 吃 | food, grocery, snack, ingredient | 210 | 1165
food/snacks | 零食 | Snacks | 零食 坚果 饼干 薯片 蜜饯 | snack, nut, crisps, cookie, cracker | 210 | 1175
food/snacks/sweets | 糖果巧克力 | Sweets and chocolate | 巧克力 糖果 软糖 | chocolate, candy, sweets | 217 | 1170
food/condiments | 调味品 | Condiments and sauces | 酱油 辣酱 调味 蜂蜜 橄榄油 香料 胡椒 | sauce, honey, olive oil, spice, pepper, vinegar, jam | 216 | 1171
food/fresh | 生鲜 | Fresh food | 水果 蔬菜 肉类 海鲜 鸡蛋 生鲜 牛奶 | fruit, vegetable, meat, seafood, egg, milk, fresh | 477 | 1173
food/drinks | 饮料 | Soft drinks | 果汁 气泡水 饮料 汽水 矿泉水 | juice, soda, sparkling water, soft drink | 222 | 1131
food/cooking | 做菜 | Cooking | 菜谱 做菜 家常菜 下厨 食谱 烹饪 | recipe, cooking, home cooking, cook | 216 | 1284
food/world | 各地风味 | World cuisines | 川菜 粤菜 日料 韩餐 意面 泰国菜 火锅 | cuisine, sichuan, japanese food, pasta, curry, hotpot | 214 | 1165
food/barbecue | 烧烤 | Barbecue | 烧烤 烤肉 木炭 烤架 炭火 | barbecue, grill, charcoal, bbq | 215 | 1128
food/vegetarian | 素食 | Vegetarian and vegan | 素食 纯素 蔬食 | vegetarian, vegan, plant based | 213 | 1165
food/dining-out | 下馆子 | Dining out | 餐厅 探店 小馆子 外卖 | restaurant, dining, bistro, takeaway | 218 | 1360

outdoor | 户外 | Outdoors | 户外 野外 山野 徒步 露营 | outdoor, wilderness, trail | 159 | 1528
outdoor/camping | 露营 | Camping | 露营 营地 帐篷 天幕 篝火 野营 | camping, campsite, campfire, camp | 677 | 1528
outdoor/camping/tents | 帐篷天幕 | Tents and tarps | 帐篷 天幕 双人帐 营绳 地钉 地布 | tent, tarp, guyline, peg, groundsheet | 677 | 1528
outdoor/camping/sleeping | 睡袋睡垫 | Sleeping gear | 睡袋 睡垫 防潮垫 充气枕 羽绒睡袋 吊床 | sleeping bag, sleeping pad, hammock, camp pillow, quilt | 677 | 1528
outdoor/camping/cooking | 露营炊具 | Camp kitchen | 炉头 气罐 套锅 露营壶 卡式炉 柴火炉 餐具 | camp stove, gas canister, cook set, camp kettle, mess kit, spork | 677 | 1528
outdoor/camping/furniture | 露营家具 | Camp furniture | 露营椅 折叠椅 蛋卷桌 折叠桌 营地车 | camp chair, folding chair, folding table, wagon | 677 | 1270
outdoor/camping/lighting | 营灯头灯 | Lanterns and headlamps | 营灯 头灯 手电 露营灯 马灯 | lantern, headlamp, torch, flashlight | 677 | 1528
outdoor/hiking | 徒步 | Hiking | 徒步 登山 爬山 登山杖 山径 越野 穿越 | hiking, trekking, mountain, trekking pole, summit, trail | 159 | 1528
outdoor/hiking/packs | 背包 | Backpacks | 背包 登山包 双肩包 防雨罩 腰包 | backpack, rucksack, daypack, rain cover | 159 | 1290
outdoor/hiking/shoes | 徒步鞋 | Hiking shoes | 徒步鞋 登山鞋 登山靴 防滑鞋 | hiking boot, hiking shoe, trekking shoe | 159 | 1070
outdoor/hiking/navigation | 导航 | Navigation | 指南针 地图 轨迹 海拔 罗盘 | compass, topographic map, altimeter, navigation | 159 | 1528
outdoor/clothing | 户外服装 | Outdoor clothing | 冲锋衣 抓绒 羽绒服 速干 软壳 防晒衣 雨衣 | shell jacket, fleece, down jacket, rain jacket, base layer, quick dry | 586 | 1063
outdoor/climbing | 攀岩 | Climbing | 攀岩 抱石 岩馆 镁粉 安全带 岩鞋 | climbing, bouldering, chalk, harness, carabiner | 500 | 1528
outdoor/fishing | 钓鱼 | Fishing | 钓鱼 鱼竿 鱼饵 路亚 垂钓 | fishing, rod, lure, bait, angling | 511 | 1528
outdoor/water | 水上 | Water sports | 皮划艇 桨板 冲浪 漂流 潜水 浮潜 | kayak, canoe, paddle board, surfing, rafting, diving, snorkel | 499 | 1528
outdoor/snow | 滑雪 | Snow sports | 滑雪 单板 双板 雪场 雪板 雪镜 | ski, snowboard, snow, slope | 531 | 1528
outdoor/nature | 自然观察 | Nature watching | 观鸟 望远镜 自然笔记 野花 昆虫 星空 | birdwatching, binoculars, wildflower, wildlife, stargazing | 160 | 1528
outdoor/tools | 户外工具 | Outdoor tools | 折刀 多功能刀 伞绳 急救包 打火石 绳结 | pocket knife, multitool, paracord, firestarter, knot | 159 | 1528

sport | 运动 | Sports | 运动 健身 体育 比赛 锻炼 | sport, exercise, training | 483 | 1524
sport/cycling | 骑行 | Cycling | 骑行 自行车 单车 公路车 骑车 | cycling, bicycle, bike, ride, cyclist | 492 | 1528
sport/cycling/road | 公路车 | Road cycling | 公路车 爬坡 破风 锁鞋 绕圈 | road bike, peloton, climb, clipless, gravel bike | 492 | 1528
sport/cycling/commute | 通勤骑行 | Commuting by bike | 通勤 折叠车 城市骑行 驮包 挡泥板 | commute, folding bike, pannier, mudguard, city bike | 492 | 1528
sport/cycling/mountain | 山地车 | Mountain biking | 山地车 林道 速降 避震 | mountain bike, mtb, downhill, singletrack | 492 | 1528
sport/cycling/parts | 骑行装备 | Bike parts and kit | 头盔 车灯 尾灯 车锁 水壶架 打气筒 骑行服 骑行手套 码表 补胎 | helmet, bike light, bike lock, bottle cage, pump, jersey, cycling gloves, puncture, tyre | 492 | 1528
sport/running | 跑步 | Running | 跑步 慢跑 马拉松 晨跑 夜跑 配速 跑鞋 | running, runner, marathon, jogging, pace | 227 | 1525
sport/running/shoes | 跑鞋 | Running shoes | 跑鞋 缓震 碳板 竞速鞋 | running shoe, trainer, cushioning, carbon plate | 227 | 1070
sport/running/trail | 越野跑 | Trail running | 越野跑 越野鞋 越野背包 百公里 | trail running, ultra, trail shoe, vest pack | 227 | 1525
sport/running/kit | 跑步装备 | Running kit | 跑步腰包 压缩袜 运动手表 空顶帽 臂包 跑步短裤 反光 | running belt, compression sock, sports watch, running cap, running shorts, reflective | 227 | 1063
sport/fitness | 健身 | Fitness | 健身 力量训练 哑铃 壶铃 弹力带 跳绳 健身房 | fitness, gym, dumbbell, kettlebell, resistance band, jump rope, strength | 225 | 1526
sport/fitness/yoga | 瑜伽 | Yoga | 瑜伽 瑜伽垫 冥想 普拉提 拉伸 泡沫轴 | yoga, yoga mat, pilates, stretching, foam roller | 225 | 1526
sport/swimming | 游泳 | Swimming | 游泳 泳镜 泳帽 泳衣 泳池 | swimming, goggles, swimsuit, pool | 537 | 1064
sport/football | 足球 | Football | 足球 球门 世界杯 中超 英超 | football, soccer, goal, premier league | 533 | 1525
sport/basketball | 篮球 | Basketball | 篮球 扣篮 投篮 球场 | basketball, dunk, hoop, nba | 547 | 1525
sport/badminton | 羽毛球 | Badminton | 羽毛球 球拍 羽球 | badminton, shuttlecock, racket | 534 | 1525
sport/tennis | 网球 | Tennis | 网球 网球拍 大满贯 | tennis, grand slam | 539 | 1525
sport/table-tennis | 乒乓球 | Table tennis | 乒乓球 球桌 乒乓 | table tennis, ping pong | 538 | 1527
sport/golf | 高尔夫 | Golf | 高尔夫 球杆 果岭 | golf, golf club, fairway | 512 | 1525
sport/skating | 滑板轮滑 | Skating | 滑板 轮滑 长板 溜冰 | skateboard, inline skate, longboard | 503 | 1528
sport/martial-arts | 武术 | Martial arts | 武术 太极 散打 柔道 拳击 | martial art, tai chi, judo, boxing, karate | 520 | 1525
sport/motorsport | 赛车 | Motorsport | 赛车 拉力赛 卡丁车 | racing, rally, formula, kart | 518 | 1434

garden | 园艺 | Garden and plants | 园艺 花园 种植 植物 阳台 养花 | garden, gardening, plant, balcony | 275 | 1285
garden/houseplants | 室内植物 | Houseplants | 绿植 室内植物 龟背竹 琴叶榕 散尾葵 观叶 盆栽 | houseplant, monstera, ficus, foliage, potted plant, indoor plant | 275 | 1288
garden/houseplants/succulents | 多肉 | Succulents | 多肉 仙人掌 芦荟 | succulent, cactus, aloe | 275 | 1288
garden/houseplants/ferns | 蕨与苔藓 | Ferns and moss | 蕨类 苔藓 微景观 铁线蕨 | fern, moss, terrarium | 275 | 1288
garden/flowers | 鲜花 | Flowers | 鲜花 花束 插花 月季 绣球 郁金香 花艺 | flower, bouquet, rose, hydrangea, tulip, floristry | 475 | 1371
garden/seeds | 种子球根 | Seeds and bulbs | 种子 球根 播种 育苗 发芽 | seed, bulb, sowing, seedling, germination | 275 | 1285
garden/pots | 花盆 | Pots and planters | 花盆 陶盆 红陶 盆托 种植箱 | plant pot, planter, terracotta, saucer, window box | 275 | 1285
garden/tools | 园艺工具 | Garden tools | 花铲 剪刀 修枝剪 浇水壶 喷壶 园艺手套 耙子 | trowel, secateurs, pruner, watering can, mister, garden gloves, rake | 275 | 1285
garden/soil | 土肥 | Soil and feed | 营养土 肥料 泥炭 珍珠岩 液肥 堆肥 | potting soil, fertiliser, compost, perlite, plant food | 275 | 1285
garden/vegetables | 种菜 | Growing vegetables | 种菜 番茄 香草 薄荷 罗勒 菜园 | vegetable garden, tomato, herb, basil, mint, allotment | 275 | 1285
garden/landscape | 庭院 | Yard and landscape | 庭院 草坪 花境 户外家具 露台 | landscape, lawn, patio, yard, border | 284 | 1285

home | 家居 | Home | 家居 居家 家里 生活用品 家装 | home, household, living, interior | 274 | 1277
home/lighting | 灯具 | Lighting | 台灯 灯具 落地灯 吊灯 氛围灯 夜灯 | lamp, lighting, floor lamp, pendant, night light, lampshade | 283 | 1286
home/lighting/desk | 台灯 | Desk lamps | 台灯 护眼灯 阅读灯 床头灯 | desk lamp, reading lamp, bedside lamp | 283 | 1286
home/lighting/mood | 氛围灯 | Mood lighting | 氛围灯 夜灯 串灯 纸灯 | mood light, night light, string lights, paper lantern | 283 | 1286
home/textile | 家纺 | Home textiles | 家纺 毛毯 抱枕 床品 四件套 地毯 窗帘 被子 | textile, blanket, cushion, bedding, rug, curtain, duvet, throw | 283 | 1287
home/textile/bedding | 床品 | Bedding | 床单 枕头 被套 枕套 四件套 被子 床垫 | bedding, sheet, pillow, duvet cover, mattress, pillowcase | 283 | 1287
home/textile/throws | 毯子抱枕 | Throws and cushions | 毛毯 盖毯 抱枕 靠垫 羊毛毯 | throw, blanket, cushion, wool blanket | 283 | 1287
home/textile/towels | 毛巾 | Towels | 毛巾 浴巾 棉麻 | towel, bath towel, waffle | 591 | 1287
home/textile/rugs | 地毯地垫 | Rugs and mats | 地毯 地垫 门垫 | rug, carpet, doormat | 283 | 1280
home/decor | 装饰 | Decoration | 摆件 花瓶 挂画 相框 装饰 挂钟 镜子 | decor, vase, wall art, picture frame, clock, mirror, ornament | 283 | 1282
home/decor/vases | 花瓶 | Vases | 花瓶 花器 陶瓷瓶 | vase, flower vessel, ceramic vase | 283 | 1282
home/decor/clocks | 钟 | Clocks | 挂钟 闹钟 座钟 | clock, alarm clock, wall clock | 283 | 1282
home/fragrance | 香氛 | Home fragrance | 香薰 蜡烛 线香 扩香 香炉 精油 | candle, incense, diffuser, scent, essential oil | 250 | 1282
home/furniture | 家具 | Furniture | 家具 沙发 椅子 书架 桌子 柜子 边几 凳子 | furniture, sofa, chair, bookshelf, table, cabinet, stool, desk | 283 | 1269
home/storage | 收纳 | Storage | 收纳 整理 收纳箱 收纳篮 衣架 断舍离 | storage, organiser, basket, hanger, declutter, tidy | 283 | 1283
home/cleaning | 清洁 | Cleaning | 清洁 洗衣 扫把 洗洁精 抹布 拖把 吸尘 | cleaning, laundry, broom, detergent, mop, dish soap, vacuum | 479 | 1190
home/bath | 浴室 | Bathroom | 浴室 肥皂 手工皂 皂盒 沐浴 浴室垫 | bathroom, soap, bath, soap dish, shower | 591 | 1278
home/improvement | 装修 | Home improvement | 装修 刷墙 工具箱 电钻 螺丝 维修 五金 | renovation, paint, toolbox, drill, screw, repair, hardware, diy | 280 | 1274
home/appliances | 家电 | Home appliances | 家电 冰箱 洗衣机 空调 吸尘器 加湿器 空气净化器 | appliance, refrigerator, washing machine, humidifier, air purifier, vacuum cleaner | 278 | 1289
home/smart | 智能家居 | Smart home | 智能家居 智能灯 智能门锁 语音助手 | smart home, smart bulb, smart lock, voice assistant | 277 | 1097

stationery | 文具 | Stationery | 文具 手账 书写 办公用品 纸品 | stationery, office supplies, paper goods | 239 | 1203
stationery/pens | 笔 | Pens | 钢笔 中性笔 铅笔 墨水 圆珠笔 签字笔 笔尖 | fountain pen, pen, pencil, ink, ballpoint, nib, rollerball | 239 | 1207
stationery/pens/ink | 墨水 | Ink | 墨水 彩墨 墨囊 | ink, ink bottle, cartridge | 239 | 1207
stationery/notebooks | 笔记本 | Notebooks | 笔记本 手账 手帐 日程本 方格本 横线本 日记 | notebook, journal, planner, diary, dot grid, bullet journal | 239 | 1206
stationery/desk | 桌面用品 | Desk things | 笔袋 尺子 订书机 文件夹 胶带 桌垫 台历 书立 | pencil case, ruler, stapler, tape, desk mat, calendar, bookend, folder | 239 | 1206
stationery/paper | 信纸贺卡 | Letters and cards | 信纸 明信片 信封 贺卡 火漆 贴纸 邮票 | letter, postcard, envelope, greeting card, sealing wax, sticker, stamp | 476 | 1376
stationery/calligraphy | 书法 | Calligraphy | 书法 毛笔 砚台 宣纸 字帖 练字 | calligraphy, brush pen, inkstone, rice paper, handwriting | 248 | 1495

books | 图书 | Books | 书 图书 读书 阅读 书店 书单 好书 | book, reading, reader, bookshop, bookstore | 42 | 1422
books/fiction | 小说 | Fiction | 小说 文学 长篇 短篇 故事 | fiction, novel, short stories, literature | 48 | 1422
books/fiction/mystery | 推理 | Mystery | 推理 悬疑 侦探 | mystery, detective, thriller, crime novel | 331 | 1422
books/fiction/science-fiction | 科幻 | Science fiction | 科幻 三体 太空歌剧 赛博朋克 | science fiction, sci-fi, space opera, cyberpunk | 652 | 1422
books/poetry | 诗歌 | Poetry | 诗 诗歌 诗集 唐诗 宋词 | poetry, poem, verse | 49 | 1422
books/essays | 散文随笔 | Essays | 散文 随笔 杂文 游记 书信 | essay, memoir, letters, travel writing | 42 | 1422
books/history | 历史人文 | History and ideas | 历史 人文 哲学 传记 考古 | history, philosophy, biography, archaeology | EZWB7V | 1422
books/popular-science | 科普 | Popular science | 科普 博物 自然史 宇宙 物理 | popular science, natural history, cosmos | 464 | 1422
books/cookbooks | 美食书 | Cookbooks | 菜谱书 食谱 美食书 | cookbook, recipe book | 216 | 1422
books/art | 艺术摄影书 | Art and photo books | 画册 摄影集 艺术书 设计书 | art book, photobook, monograph, design book | 43 | 1422
books/comics | 漫画 | Comics | 漫画 绘本 连环画 图像小说 | comic, manga, graphic novel | 46 | 1422
books/outdoors | 山野书 | Books on nature and travel | 自然书写 登山书 游记 路书 | nature writing, mountaineering book, guidebook, field guide | 42 | 1422
books/magazines | 杂志 | Magazines | 杂志 期刊 特刊 | magazine, periodical | 42 | 1430
books/accessories | 阅读用品 | Reading things | 书签 书灯 阅读架 书套 书立 | bookmark, book light, book stand, book cover, bookend | 42 | 1206

music | 音乐 | Music | 音乐 歌 唱片 乐队 听歌 演出 | music, song, album, band, listening | 338 | 1427
music/records | 唱片 | Records | 黑胶 唱片 唱机 黑胶唱片 CD 磁带 | vinyl, record, turntable, cassette, lp | 338 | 1427
music/audio | 音响耳机 | Audio and headphones | 耳机 音箱 音响 降噪 功放 头戴耳机 耳塞 | headphone, speaker, amplifier, earbuds, hi-fi, noise cancelling | 634 | 1111
music/audio/headphones | 耳机 | Headphones | 耳机 头戴式 入耳式 降噪 | headphone, earphone, earbuds, noise cancelling | 634 | 1111
music/audio/speakers | 音箱 | Speakers | 音箱 蓝牙音箱 书架箱 收音机 | speaker, bluetooth speaker, bookshelf speaker, radio | 634 | 1112
music/instruments | 乐器 | Instruments | 乐器 吉他 钢琴 尤克里里 口琴 卡林巴 琴弦 拨片 鼓 | instrument, guitar, piano, ukulele, harmonica, kalimba, strings, plectrum, drum | 243 | 1503
music/instruments/guitar | 吉他 | Guitar | 吉他 民谣吉他 电吉他 琴弦 拨片 变调夹 | guitar, acoustic guitar, plectrum, capo, guitar strings | 243 | 1503
music/instruments/keys | 键盘乐器 | Keyboards | 钢琴 电子琴 合成器 琴键 | piano, keyboard, synthesizer | 243 | 1503
music/classical | 古典音乐 | Classical music | 古典 交响乐 巴赫 协奏曲 室内乐 | classical music, symphony, bach, concerto, chamber music | 346 | 1427
music/jazz | 爵士 | Jazz | 爵士 蓝调 萨克斯 即兴 | jazz, saxophone, swing, improvisation | 357 | 1427
music/rock | 摇滚 | Rock and indie | 摇滚 独立乐队 朋克 后摇 | rock music, indie, punk, post rock | 363 | 1427
music/folk | 民谣 | Folk | 民谣 民歌 弹唱 | folk music, songwriter, ballad | 353 | 1427
music/electronic | 电子音乐 | Electronic | 电子乐 合成器 舞曲 氛围音乐 | electronic music, synth, techno, ambient, house music | 351 | 1427
music/hip-hop | 嘻哈 | Hip hop | 嘻哈 说唱 饶舌 | hip hop, rap, rapper | 355 | 1427
music/concerts | 演出 | Concerts | 演唱会 音乐节 现场 演出 巡演 | concert, gig, festival, live music, tour | 338 | 1319

photo | 摄影 | Photography | 摄影 拍照 照片 相机 镜头 | photography, photo, photographer, picture | 255 | 1100
photo/cameras | 相机 | Cameras | 相机 微单 单反 数码相机 旁轴 | camera, mirrorless, dslr, rangefinder | 633 | 1102
photo/cameras/lenses | 镜头 | Lenses | 镜头 定焦 变焦 光圈 人像镜头 | lens, prime lens, zoom lens, aperture | 633 | 1101
photo/film | 胶片 | Film photography | 胶片 胶卷 冲洗 暗房 拍立得 胶片机 | film, film camera, darkroom, instant camera, 35mm, developer | 255 | 1267
photo/accessories | 摄影配件 | Photo accessories | 三脚架 相机包 肩带 滤镜 存储卡 相机背带 快门线 | tripod, camera bag, camera strap, lens filter, memory card, shutter release | 633 | 1101
photo/prints | 相册与冲印 | Prints and albums | 相册 冲印 相框 照片打印 相纸 | photo album, print, photo paper, frame | 255 | 1267
photo/street | 街拍人像 | Street and portrait | 街拍 人像 扫街 写真 | street photography, portrait, candid | 206 | 1100
photo/landscape | 风光摄影 | Landscape photography | 风光 日出 星轨 延时 航拍 | landscape photography, sunrise, long exposure, timelapse, aerial | 206 | 1100
photo/video | 视频拍摄 | Video making | 视频 稳定器 剪辑 补光灯 麦克风 | video, gimbal, editing, vlog, microphone | 268 | 1099

pets | 宠物 | Pets | 宠物 猫 狗 铲屎官 萌宠 | pet, animal, companion animal | 422 | 1225
pets/cats | 猫 | Cats | 猫 猫咪 猫粮 猫砂 猫抓板 逗猫棒 猫窝 | cat, kitten, cat litter, scratching post, cat food | 424 | 1227
pets/dogs | 狗 | Dogs | 狗 狗狗 狗粮 遛狗 牵引绳 项圈 狗窝 | dog, puppy, leash, collar, dog food, dog bed | 425 | 1227
pets/food | 宠物食品 | Pet food | 猫粮 狗粮 冻干 罐头 宠物零食 | pet food, treats, kibble, freeze dried | 431 | 1226
pets/supplies | 宠物用品 | Pet supplies | 宠物碗 食盆 宠物玩具 宠物窝 航空箱 饮水机 | pet bowl, pet toy, pet bed, carrier, water fountain | 431 | 1227
pets/fish | 水族 | Fish and aquariums | 鱼缸 水族 水草 热带鱼 | aquarium, fish tank, aquascape, tropical fish | 426 | 1227
pets/birds | 鸟 | Birds | 鹦鹉 鸟笼 养鸟 | parrot, budgie, bird cage | 423 | 1227

games | 玩具桌游 | Toys and games | 玩具 桌游 游戏 益智 | toy, game, play | 269 | 1248
games/board | 桌游 | Board games | 桌游 棋盘 策略游戏 合作游戏 骰子 德式 | board game, tabletop, strategy game, dice, cooperative | 270 | 1249
games/board/party | 聚会游戏 | Party games | 聚会 猜词 狼人杀 派对游戏 | party game, guessing game, werewolf, charades | 270 | 1249
games/board/classic | 棋类 | Classic games | 象棋 围棋 国际象棋 跳棋 麻将 五子棋 | chess, xiangqi, draughts, mahjong, weiqi, backgammon | 270 | 1249
games/cards | 纸牌卡牌 | Card games | 扑克 纸牌 卡牌 集换式 | playing cards, card game, deck, trading cards | 271 | 1249
games/puzzles | 拼图益智 | Puzzles | 拼图 魔方 积木 鲁班锁 解谜 华容道 | jigsaw, puzzle, cube, brain teaser, burr puzzle | 270 | 1251
games/building | 积木模型 | Building and models | 积木 模型 拼装 高达 木模 | building bricks, model kit, scale model, wooden model | 242 | 1252
games/outdoor | 户外玩具 | Outdoor toys | 风筝 飞盘 泡泡 陀螺 | kite, frisbee, bubbles, yo-yo, spinning top | 269 | 1250
games/plush | 毛绒玩具 | Soft toys | 毛绒 玩偶 公仔 | plush, soft toy, stuffed animal, doll | 482 | 1252
games/roleplaying | 跑团 | Role-playing games | 跑团 龙与地下城 角色扮演 多面骰 | roleplaying, dungeon, polyhedral dice, rpg | 272 | 1249
games/radio-control | 遥控模型 | Radio control | 遥控车 航模 无人机 | radio control, rc car, drone | 245 | 1252

craft | 手作 | Arts and crafts | 手工 手作 匠人 工艺 | craft, handmade, maker | 248 | 1495
craft/painting | 绘画 | Painting and drawing | 画画 水彩 油画 素描 彩铅 画笔 速写 | painting, drawing, watercolour, sketch, brush, pastel | 254 | 1495
craft/knitting | 编织 | Knitting and sewing | 编织 毛线 钩针 缝纫 刺绣 织毛衣 | knitting, yarn, crochet, sewing, embroidery, needle | 253 | 1495
craft/ceramics | 陶艺 | Ceramics | 陶艺 拉坯 陶土 窑 釉 | pottery, ceramics, clay, kiln, glaze | 248 | 1495
craft/woodwork | 木工 | Woodwork | 木工 刨子 榫卯 木料 凿子 | woodworking, plane, chisel, joinery, timber | 257 | 1495
craft/leather | 皮具 | Leather craft | 皮具 皮革 手缝 植鞣 | leather craft, saddle stitch, veg tan | 248 | 1495
craft/jewellery | 首饰制作 | Jewellery making | 串珠 银饰 首饰制作 | bead, silver clay, jewelry making | 252 | 1495
craft/candles | 蜡烛手工皂 | Candle and soap making | 制皂 蜡烛制作 手工皂 | candle making, soap making, wax | 250 | 1495
craft/collecting | 收藏 | Collecting | 收藏 古玩 邮票 钱币 文玩 手办 | collecting, antique, coin, stamp, collectible, figurine | 261 | 1078
`
