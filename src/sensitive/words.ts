/**
 * Words that tell of what is never inferred, by topic and in the languages people post in: special categories of personal data (GDPR
 * articles 9 and 10, PIPL article 28) and what nobody should be followed around with. Rather too many than too few: what is set aside
 * wrongly costs one fact. Written in small letters, simplified characters, without accents or not: both sides are folded alike.
 */
export interface SensitiveWords {
  /** Whole words and phrases of scripts with spaces; plurals go along. */
  readonly words: string
  /** Beginnings of words, four letters or more. */
  readonly stems: string
  /** Wherever they stand: scripts without spaces, emoji. */
  readonly parts: string
}

/** Topic to words; words are parted by commas. */
export const SENSITIVE_WORDS: Readonly<Record<string, SensitiveWords>> = {
  health: {
    words: `hiv, aids, std, sti, cancer, tumor, tumour, chemo, adhd, autism, autistic, asperger, bipolar, ptsd, ocd, dementia, stroke,
      epilepsy, asthma, copd, lupus, crohn, ibs, insulin, covid, hepatitis, herpes, hpv, anorexia, bulimia, rehab, sober, sobriety,
      alcoholic, addict, addiction, overdose, suicide, suicidal, self harm, self-harm, mental health, therapist, psychiatrist,
      psychologist, disabled, disability, wheelchair, prosthesis, ivf, miscarriage, abortion, infertility, menopause, viagra, prozac,
      ssri, xanax, ozempic, methadone, chronic pain, kidney disease, heart disease, heart attack, blood pressure, blood sugar, support group,
      hospital, surgery, diagnosis, symptom, cancro, krebs, sida, vih, рак, вич, спид, سرطان, ايدز, اكتئاب, סרטן, दिल की बीमारी, कैंसर,
      ung thu, tram cam, kanser, aizibing, yiyuzheng, tangniaobing, my anxiety, anxiety disorder, panic attack, panic attacks`,
    stems: `depress, schizo, diabet, oncolog, chemother, antidepress, psychiatr, psychother, parkinson, alzheim, leukemi, leukaem, pregnan,
      embaraz, grossess, schwanger, enceinte, gravidez, cancer, medicat, cardiolog, hypertens, депресс, диабет, онколог, беремен, шизофр,
      психиатр, инвалид, инсульт, гипертон, depressi, diabete, epilep, behinder, krankheit, enfermed, discapac, maladie, handicap, malattia`,
    parts: `艾滋, 爱滋, 抑郁, 忧郁症, 焦虑症, 躁郁, 双相情感, 精神分裂, 精神病, 精神科, 心理咨询, 心理医生, 自杀, 自残, 癌, 肿瘤, 化疗, 放疗, 白血病, 糖尿病,
      胰岛素, 高血压, 血糖, 心脏病, 冠心病, 中风, 癫痫, 痔疮, 肝炎, 乙肝, 性病, 梅毒, 淋病, 疱疹, 尖锐湿疣, 自闭症, 多动症, 阿尔茨海默, 老年痴呆, 帕金森,
      残疾, 残障, 轮椅, 假肢, 怀孕, 孕期, 备孕, 孕妇, 流产, 堕胎, 人流, 试管婴儿, 不孕, 不育, 更年期, 阳痿, 早泄, 戒酒, 酗酒, 戒毒, 吸毒, 毒瘾, 病友, 确诊,
      住院, 手术, 处方, 患者, 病人, 厌食症, 暴食症, 失眠症, 甲减, 甲亢, 红斑狼疮, 透析, 器官移植, うつ病, 鬱病, がん患者, 妊娠, 障害者, 糖尿, 不妊, 統合失調,
      우울증, 당뇨, 암환자, 임신, 장애인, 자살, 에이즈, 정신과, มะเร็ง, โรคซึมเศร้า, เบาหวาน, ตั้งครรภ์, 🤰, ♿, 💊, 🦽, 🦼, 🧑‍🦽, 🎗, 🩸, 🤱`,
  },
  religion: {
    words: `church, mosque, synagogue, bible, koran, quran, torah, hajj, umrah, ramadan, eid, rosary, jesus, allah, halal, kosher, prayer,
      pray, praying, sunday school, pastor, priest, imam, rabbi, nun, sikh, mormon, quaker, amish, hijab, burka, niqab, salat, dharma,
      gurdwara, sabbath, shabbat, hanukkah, gospel, worship, scripture, faith group, atheist, agnostic, namaz, masjid, мечеть, церковь,
      храм, الله, قران, مسجد, رمضان, صلاة, תורה, בית כנסת, मंदिर, नमाज, eglise, mosquee, iglesia, kirche, moschee, igreja`,
    stems: `christian, catholic, protestan, evangel, baptis, muslim, islam, judais, jewish, hindu, buddhis, atheis, scientolog, jehova,
      salafi, shiite, sunni, taois, pentecost, христиан, православ, мусульм, ислам, иудаи, буддис, катол, musulm, cristian, chretien,
      judio, juif, jude, budist, مسلم, اسلام, مسيح, يهود`,
    parts: `基督, 天主教, 耶稣, 圣经, 教会, 教堂, 礼拜, 祷告, 祈祷, 牧师, 神父, 修女, 伊斯兰, 穆斯林, 清真, 古兰经, 可兰经, 斋月, 朝觐, 清真寺, 阿訇, 佛教, 佛经, 念佛,
      拜佛, 信佛, 皈依, 菩萨, 道教, 道观, 佛堂, 藏传, 喇嘛, 犹太, 印度教, 锡克教, 摩门教, 耶和华, 法轮, 信徒, 宗教, 无神论, 统一教会, 全能神, キリスト教, イスラム,
      仏教, 神道, 聖書, 創価学会, 信者, 기독교, 천주교, 불교, 이슬람, 교회, 성경, 신천지, พระเจ้า, มุสลิม, คริสต์, ✝, ☪, ✡, 🕉, ☸, 🕎, 🛐, 🕌, ⛪, 🕍, 🕋, 🧕, ☦, 📿, 🛕`,
  },
  politics: {
    words: `election, vote, voted, voting, voter, ballot, republican, gop, maga, labour party, tory, tories, brexit, antifa, trump, biden,
      left wing, left-wing, right wing, right-wing, far right, far left, protest march, petition, black lives matter, blm, dissident,
      coup, regime, political, politics, politician, parliament, senator, congressman, afd, tea party, human rights, выборы, путин,
      навальный, оппозиция, انتخابات, चुनाव, elecciones, partido politico, wahl, wahlkampf, elections, demonstration`,
    stems: `communis, socialis, fascis, marxis, anarchis, activis, democrat, protest, dissiden, separatis, nazi, feminis, коммунис, политик,
      протест, фашис, комунис, comunis, sozialis, politiq, politisch`,
    parts: `选举, 投票, 大选, 竞选, 民主党, 共和党, 国民党, 民进党, 共产党, 党员, 入党, 党费, 左派, 右派, 左翼, 右翼, 极右, 极左, 维权, 抗议, 示威, 上访, 法轮功, 台独, 港独,
      疆独, 藏独, 民运, 政治, 政党, 反对派, 异见, 习近平, 特朗普, 川普, 拜登, 普京, 占中, 雨伞运动, 女权, 白纸运动, 政変, 選挙, 自民党, 共産党, 立憲民主, デモ行進,
      선거, 투표, 민주당, 국민의힘, 정치, 시위, เลือกตั้ง, ประท้วง`,
  },
  'sex life': {
    words: `gay, lesbian, lgbt, lgbtq, lgbtqia, queer, bisexual, transgender, trans gender, trans woman, trans man, transsexual, nonbinary, non binary,
      non-binary, grindr, tinder, porn, porno, pornhub, onlyfans, nsfw, xxx, sex, sexy, sexual, dildo, vibrator, bdsm, fetish, kink,
      escort, hookup, swinger, polyamory, polyamorous, condom, pride parade, coming out, drag queen, asexual, pansexual, hentai, nude,
      гей, лесби, секс, порно, лгбт, جنس, مثلي, homo, schwul, lesbisch, maricon, gai`,
    stems: `homosex, heterosex, bisex, transsex, transgen, pornogr, masturb, erotic, erotik, гомосек, лесбиян, транссек, lesbian, sexuell,
      sexualid, prostitut`,
    parts: `同性恋, 同志酒吧, 男同, 女同, 拉拉, 基佬, 出柜, 双性恋, 跨性别, 变性, 无性恋, 性取向, 彩虹旗, 骄傲月, 耽美, 约炮, 一夜情, 做爱, 性爱, 性生活, 性用品, 情趣用品,
      情趣内衣, 成人用品, 避孕套, 安全套, 自慰, 飞机杯, 色情, 黄片, 裸照, 裸聊, 援交, 嫖, 卖淫, 出轨, 婚外情, 多角恋, 性癖, 恋足, 約会アプリ, 同性愛, ゲイ, レズ,
      アダルト, エロ, 風俗店, 동성애, 게이, 레즈비언, 트랜스젠더, 성인용품, 야동, เกย์, เลสเบี้ยน, 🏳🌈, 🏳⚧, 🍆, 🔞, 👬, 👭, ⚢, ⚣, ⚧`,
  },
  children: {
    words: `toddler, newborn, infant, baby, babies, diaper, nappy, breastfeeding, maternity, pram, pushchair, kindergarten, preschool,
      day care, daycare, single mom, single mum, single dad, custody, my kids, my kid, my son, my daughter, kids clothes, nursery,
      adoption, foster care, bebe, bebes, windeln, baby shower`,
    stems: `breastfe, kinderga, младен, беремен, подгузн, ребен`,
    parts: `婴儿, 宝宝, 新生儿, 母婴, 育儿, 奶粉, 尿布, 尿不湿, 纸尿裤, 辅食, 童装, 童车, 婴儿车, 幼儿园, 早教, 亲子, 单亲, 抚养权, 二胎, 三胎, 月子, 哺乳, 母乳, 儿童, 小学生,
      家长群, 我儿子, 我女儿, 我家娃, 带娃, 宝妈, 赤ちゃん, 育児, 保育園, ベビー用品, 아기, 육아, 기저귀, 분유, 어린이집, 👶, 🍼, 🚼, 👼`,
  },
  union: {
    words: `trade union, labor union, labour union, trade unionist, on strike, strike action, picket line, shop steward, collective bargaining,
      union dues, union member, join the union, unionize, unionise, works council, sindicato, syndicat, gewerkschaft, betriebsrat, профсоюз,
      نقابة, cgt, teamsters, ver.di`,
    stems: `unioniz, unionis, sindical, syndical, gewerksch, профсоюз`,
    parts: `工会, 罢工, 劳工维权, 集体谈判, 欠薪, 讨薪, 労働組合, ストライキ, 노조, 노동조합, 파업, สหภาพแรงงาน, 🪧`,
  },
  ethnicity: {
    words: `ethnicity, ethnic minority, racial, uyghur, uighur, tibetan, hmong, roma, romani, gypsy, latino, latina, latinx, hispanic,
      african american, black owned, black-owned, asian american, native american, aboriginal, indigenous, kurd, kurdish, rohingya, refugee,
      undocumented, immigrant, immigration, asylum, deportation, green card, half black, biracial, mixed race, цыган, беженец, мигрант,
      لاجئ, كردي`,
    stems: `ethnic, immigra, migrant, refugi, fluchtl, racis, rassis, мигрант, беженц, этнич`,
    parts: `少数民族, 维吾尔, 维族, 藏族, 回族, 蒙古族, 满族, 苗族, 壮族, 朝鲜族, 哈萨克族, 彝族, 黑人, 白人, 种族, 民族成分, 血统, 混血, 移民, 难民, 偷渡, 绿卡, 非法滞留, 原住民,
      吉普赛, 库尔德, 在日韓国, 難民, 移民, 部落民, 아이누, 조선족, 다문화, 난민, ✊🏿`,
  },
  crime: {
    words: `criminal record, ex-con, ex con, felon, felony, convicted, conviction, probation, parole, inmate, jail, prison, arrested, dui,
      drunk driving, bail bond, restraining order, sex offender, court date, defense lawyer, police record, background check, expunge,
      domestic violence, rape, судимость, тюрьма, سجن, prision, gefangnis, cartel`,
    stems: `prisoner, incarcer, convict, vorbestr, осужд, заключенн`,
    parts: `前科, 犯罪, 坐牢, 服刑, 监狱, 出狱, 缓刑, 假释, 取保候审, 拘留, 被捕, 判刑, 犯人, 囚犯, 案底, 刑满, 酒驾, 毒驾, 家暴, 强奸, 性侵, 诈骗犯, 黑社会, 刑務所, 前科者, 執行猶予,
      전과, 교도소, 징역, 집행유예, 음주운전, คุก`,
  },
  biometrics: {
    words: `fingerprint, face id, faceid, facial recognition, iris scan, retina scan, dna test, ancestry dna, 23andme, gene test, genetic test,
      voiceprint, biometric, faceprint, отпечаток`,
    stems: `biometr, биометр, genom, dactylo`,
    parts: `指纹, 人脸识别, 刷脸, 虹膜, 声纹, 掌纹, 基因检测, 亲子鉴定, 生物识别, 指紋認証, 顔認証, 遺伝子検査, 지문, 얼굴인식, 유전자검사, 🧬`,
  },
  money: {
    words: `debt, in debt, payday loan, payday, bankruptcy, bankrupt, foreclosure, eviction, evicted, repossession, food bank, food stamps,
      overdraft, debt collector, debt relief, debt free, credit score, bad credit, unemployed, unemployment, jobless, laid off, homeless,
      welfare, benefits claim, universal credit, hartz iv, burgergeld, schulden, deuda, dette, pawn shop, pawnshop, gambling, casino, betting,
      loan shark, consolidate debt, default on, salary, income support, долг, долги, кредит, банкрот, ديون, बेरोजगार`,
    stems: `bankrupt, insolven, indebted, unemploy, gambl, uberschuld, arbeitslos, endeud, endett, desemple, банкротств, безработ, коллектор`,
    parts: `欠债, 负债, 债务, 还债, 催收, 网贷, 高利贷, 裸贷, 套路贷, 信用卡逾期, 逾期, 老赖, 失信, 破产, 断供, 失业, 下岗, 低保, 贫困, 救济, 领救济, 借钱, 借贷, 赌博, 赌场, 网赌, 博彩,
      六合彩, 讨债, 工资条, 被裁, 裁员, 征信, 自己破産, 多重債務, 借金, 生活保護, 無職, 消費者金融, 파산, 빚, 실업, 기초생활, 대출, 도박, 개인회생, หนี้, ตกงาน, 🎰`,
  },
}
