/**
 * The first half of the demo shop's goods. One a line:
 * `drawing a b | category | 中文名 | English name | 中文一句 | English sentence | yuan | grams | 标签 tags`.
 */
export const KITCHEN_OUTDOOR = `
dripper cream clay | kitchen/coffee/pour-over | 白釉手冲滤杯，2 人份 | Glazed dripper for two | 螺旋肋骨让水走得匀，出杯干净。配 02 号滤纸。 | Spiral ribs let the water run evenly for a clean cup. Takes size 02 papers. | 59 | 420 | 手冲 滤杯 pour-over dripper
gooseneck black walnut | kitchen/coffee/pour-over | 细口手冲壶，0.9 升 | Gooseneck kettle, 0.9 l | 壶嘴细到能一滴一滴地浇，胡桃木把手不烫手。 | A spout fine enough to pour drop by drop; the walnut handle stays cool. | 239 | 780 | 手冲 细口壶 kettle pour-over
server glass oak | kitchen/coffee/pour-over | 耐热分享壶，600 毫升 | Heatproof server, 600 ml | 高硼硅玻璃，带刻度，浇多少看得见。 | Borosilicate glass with marks, so you see how much you have poured. | 89 | 360 | 分享壶 手冲 server
filters cream oak | kitchen/coffee/pour-over | 原木浆滤纸，100 张 | Unbleached filters, 100 sheets | 原木浆，不漂白，没有纸味。 | Unbleached wood pulp without a papery taste. | 22 | 180 | 滤纸 手冲 filter
grinder steel walnut | kitchen/coffee/grinder | 手摇磨豆机，钢芯 | Hand grinder, steel burrs | 38 毫米钢芯，三十圈磨好一杯的量，可调 24 档。 | 38 mm steel burrs grind a cup in thirty turns, in 24 steps. | 268 | 560 | 磨豆机 手摇 grinder
pouch clay cream | kitchen/coffee/beans | 云南保山咖啡豆，中烘 250 克 | Baoshan coffee beans, medium, 250 g | 保山水洗豆，坚果和红糖味，下单当天烘。 | Washed beans from Baoshan, nuts and brown sugar, roasted the day you order. | 68 | 290 | 咖啡豆 云南 beans
pouch teal lemon | kitchen/coffee/beans | 耶加雪菲咖啡豆，浅烘 250 克 | Yirgacheffe beans, light, 250 g | 茉莉花和柠檬的香气，适合手冲。 | Jasmine and lemon; made for pour-over. | 88 | 290 | 咖啡豆 手冲 beans
moka steel black | kitchen/coffee/espresso | 八角摩卡壶，3 杯 | Eight-sided moka pot, 3 cups | 五分钟煮出浓咖啡，露营也能带。 | Strong coffee in five minutes, at home or at camp. | 158 | 520 | 摩卡壶 意式 moka
jug steel black | kitchen/coffee/espresso | 拉花奶缸，350 毫升 | Milk jug for latte art, 350 ml | 尖嘴，内壁有刻线，拉花稳。 | A sharp lip and marks inside for a steady pour. | 79 | 240 | 拉花 奶泡 latte
cup white walnut | kitchen/coffee | 厚胎咖啡杯碟，200 毫升 | Thick coffee cup and saucer, 200 ml | 厚胎保温，木碟托得稳。 | Thick walls keep it warm; the wooden saucer sits firm. | 75 | 410 | 咖啡杯 cup
canister sage walnut | kitchen/storage | 咖啡豆密封罐，单向阀 | Coffee canister with valve | 单向阀排气，豆子多香两个星期。 | A one-way valve lets gas out and keeps beans fragrant two weeks longer. | 96 | 480 | 密封罐 咖啡豆 canister
mug pine black | kitchen/drinkware/mugs | 墨绿搪瓷杯，350 毫升 | Pine green enamel mug, 350 ml | 墨绿，明火能直接烧，摔不碎。 | Pine green; goes on an open fire and does not break. | 39 | 210 | 搪瓷杯 马克杯 露营 mug
mug navy black | kitchen/drinkware/mugs | 藏青搪瓷杯，350 毫升 | Navy enamel mug, 350 ml | 藏青，和墨绿的一样大，一样经摔。 | Navy; the same size and just as tough as the green one. | 39 | 210 | 搪瓷杯 马克杯 mug
flask sage walnut | kitchen/drinkware/bottles | 双层保温杯，500 毫升 | Vacuum flask, 500 ml | 早上灌的热水，晚上还烫嘴。 | Filled in the morning, still hot at night. | 129 | 340 | 保温杯 随行杯 flask
gaiwan white sky | kitchen/tea/teaware | 手绘青花盖碗，120 毫升 | Hand-painted gaiwan, 120 ml | 薄胎白瓷，手绘一圈水纹，不夹手。 | Thin white porcelain with a hand-painted wave; easy on the fingers. | 118 | 260 | 盖碗 茶具 gaiwan
teapot clay walnut | kitchen/tea/teaware | 朱泥小茶壶，150 毫升 | Red clay teapot, 150 ml | 出水三秒断流，泡乌龙正好。 | Pours in a clean three-second stream; right for oolong. | 198 | 230 | 茶壶 紫砂 teapot
tin sage cream | kitchen/tea/leaf | 明前龙井，50 克 | Early spring Longjing, 50 g | 清明前采的一芽一叶，豆香，回甘。 | One bud and one leaf picked before April; toasty and sweet. | 128 | 120 | 龙井 绿茶 green tea
tin brick cream | kitchen/tea/leaf | 武夷岩茶肉桂，75 克 | Wuyi rock oolong, 75 g | 足火烘焙，桂皮香，耐泡八道。 | Fully roasted, cinnamon scent, good for eight steeps. | 138 | 150 | 岩茶 乌龙茶 oolong
teacake walnut cream | kitchen/tea/leaf | 古树普洱生茶饼，200 克 | Old-tree raw puer cake, 200 g | 勐海古树春茶，可以喝，也可以存。 | Spring leaf from old trees in Menghai, to drink or to keep. | 186 | 230 | 普洱 生茶 puer
skillet black black | kitchen/cookware/cast-iron | 铸铁煎锅，26 厘米 | Cast iron skillet, 26 cm | 出厂已开锅，煎牛排有锅气，用一辈子。 | Seasoned and ready; sears a steak and lasts a lifetime. | 199 | 2300 | 铸铁锅 煎锅 skillet
casserole brick black | kitchen/cookware | 珐琅炖锅，22 厘米 | Enamel casserole, 22 cm | 锁水炖肉不用看火，红色上桌也好看。 | Holds its moisture, needs no watching, looks good on the table. | 359 | 3800 | 珐琅锅 汤锅 casserole
wok charcoal oak | kitchen/cookware/wok | 熟铁炒锅，32 厘米 | Wrought iron wok, 32 cm | 手工锻打，轻，热得快，越用越不粘。 | Hand-forged, light and quick to heat; the more you use it the less it sticks. | 229 | 1500 | 炒锅 炒菜 wok
knife walnut steel | kitchen/knives | 三德刀，17 厘米 | Santoku knife, 17 cm | 三层夹钢，切番茄不用按。 | Three-layer steel that slips through a tomato. | 168 | 190 | 菜刀 三德刀 santoku
board oak oak | kitchen/knives/boards | 整木相思木砧板 | Solid acacia board | 一整块相思木，不拼接，不开胶。 | One piece of acacia: no glue, no seams. | 109 | 1400 | 砧板 案板 board
scale white charcoal | kitchen/tools | 厨房秤，0.1 克 | Kitchen scale, 0.1 g | 称豆称面都准，带计时，手冲一只手就够。 | Right for beans and flour, with a timer for one-handed pour-over. | 119 | 450 | 厨房秤 手冲 scale
mill oak brass | kitchen/tools | 胡椒研磨器，陶瓷芯 | Pepper mill, ceramic core | 榉木身，粗细一拧就换。 | Beech body; one twist from coarse to fine. | 85 | 310 | 胡椒 研磨器 mill
apron pine walnut | kitchen/tools | 水洗帆布围裙 | Washed canvas apron | 厚帆布，大口袋，越洗越软。 | Heavy canvas with a big pocket; softer with every wash. | 99 | 420 | 围裙 做菜 apron
bento rose cream | kitchen/storage | 双层便当盒，900 毫升 | Two-tier lunch box, 900 ml | 两层分开，菜不串味，能进微波炉。 | Two tiers keep flavours apart; microwave-safe. | 69 | 380 | 便当盒 饭盒 bento
bowls clay sage | kitchen/tableware | 手作陶碗，三只一套 | Hand-thrown bowls, set of three | 大中小三只叠着放，每只的釉都不一样。 | Large, medium and small, nested; no two glazes alike. | 149 | 1200 | 饭碗 陶碗 bowl
plates white sky | kitchen/tableware | 早餐盘，两只 | Breakfast plates, pair | 宽边白瓷，盛一份煎蛋正好。 | White porcelain with a wide rim, right for eggs. | 88 | 980 | 餐盘 盘子 plate
basket oak walnut | kitchen/baking/bread | 藤编发酵篮，22 厘米 | Rattan proofing basket, 22 cm | 欧包发酵用，出来一圈圈的纹。 | For proofing a loaf; leaves its rings on the crust. | 49 | 260 | 发酵篮 欧包 sourdough
jar ochre walnut | food/condiments | 秦岭土蜂蜜，500 克 | Qinling wild honey, 500 g | 深山百花蜜，一年只割一次。 | Mountain flower honey, harvested once a year. | 98 | 820 | 蜂蜜 早餐 honey
jar brick black | food/condiments | 贵州油辣椒，230 克 | Guizhou chilli crisp, 230 g | 糍粑辣椒，香过于辣，拌面一勺就够。 | Pounded chilli, more fragrant than hot; a spoon is enough for noodles. | 26 | 430 | 辣酱 拌面 chilli
kettle pine oak | outdoor/camping/cooking | 搪瓷露营壶，1.2 升 | Enamel camp kettle, 1.2 l | 墨绿。明火、电磁炉都能用。 | Pine green. Open fire and induction. | 168 | 860 | 露营壶 搪瓷 kettle
tent olive sand | outdoor/camping/tents | 双人轻量帐篷，1.9 公斤 | Two-person tent, 1.9 kg | 一个人五分钟搭好，三季可用，抗雨 3000 毫米。 | One person pitches it in five minutes; three seasons, 3,000 mm. | 899 | 1900 | 帐篷 双人帐 tent
tent orange cream | outdoor/camping/tents | 金字塔帐篷，4 人 | Pyramid tent for four | 一根杆撑起来，能放炉子，能站着穿裤子。 | One pole, room for a stove, room to stand up. | 1299 | 4200 | 帐篷 营地 tent
tarp sand walnut | outdoor/camping/tents | 棉布天幕，3 × 4 米 | Cotton tarp, 3 × 4 m | 厚棉布不怕火星，底下坐八个人。 | Thick cotton shrugs off sparks; eight sit beneath it. | 569 | 5200 | 天幕 遮阳 tarp
sleepingbag teal lemon | outdoor/camping/sleeping | 羽绒睡袋，舒适 0 ℃ | Down sleeping bag, comfort 0 °C | 600 蓬鹅绒，压起来像一只面包。 | 600-fill goose down; packs as small as a loaf. | 659 | 980 | 睡袋 羽绒 sleeping bag
rollmat olive sand | outdoor/camping/sleeping | 蛋巢防潮垫 | Egg-crate sleeping mat | 铺开就能睡，不用打气，地上再凉也不怕。 | Unroll and sleep: no air, no cold ground. | 129 | 420 | 防潮垫 睡垫 mat
hammock sky navy | outdoor/camping/sleeping | 双人吊床，带绑树带 | Hammock for two, with straps | 两棵树就够，绑带不伤树皮，承重 200 公斤。 | Two trees are enough; the straps spare the bark and hold 200 kg. | 159 | 680 | 吊床 营地 hammock
campchair ochre walnut | outdoor/camping/furniture | 低背露营椅 | Low camp chair | 榉木扶手，坐下就不想起。 | Beech armrests; hard to get up from. | 189 | 2600 | 露营椅 折叠椅 chair
camptable oak charcoal | outdoor/camping/furniture | 榉木蛋卷桌 | Roll-top beech table | 桌面一卷就走，四个人吃火锅也稳。 | The top rolls up; steady under a hotpot for four. | 329 | 5600 | 蛋卷桌 折叠桌 table
cooler sky white | outdoor/camping/furniture | 保温箱，18 升 | Cooler box, 18 l | 冰块放两天还在，箱盖能当凳子。 | Ice lasts two days; the lid doubles as a seat. | 279 | 3100 | 保温箱 野餐 cooler
lantern brass brick | outdoor/camping/lighting | 铜色马灯，可充电 | Brass-look lantern, rechargeable | 暖光三档，挂在天幕下一亮就是一晚。 | Three warm levels; one charge lights the whole night. | 179 | 720 | 营灯 马灯 lantern
headlamp orange slate | outdoor/camping/lighting | 轻量头灯，350 流明 | Light headlamp, 350 lm | 78 克，红光不晃同伴，夜路也能跑。 | 78 g, with red light that spares your friends; good for night runs. | 139 | 78 | 头灯 夜跑 headlamp
stove brick charcoal | outdoor/camping/cooking | 一体气炉头 | Gas stove top | 三分钟烧开一升水，收起来比拳头小。 | Boils a litre in three minutes; folds smaller than a fist. | 149 | 190 | 炉头 气罐 stove
cookset steel orange | outdoor/camping/cooking | 纯钛套锅，两件 | Titanium cook set, two pots | 两只锅才 260 克，把手折起来套着放。 | Two pots at 260 g, nested, handles folded. | 399 | 260 | 套锅 钛 cook set
cutlery steel oak | outdoor/camping/cooking | 木柄刀叉勺，带布袋 | Wood-handled cutlery in a roll | 三件卷进一只布袋，野餐不用塑料。 | Three pieces in a cloth roll: a picnic without plastic. | 65 | 170 | 餐具 野餐 cutlery
backpack pine ochre | outdoor/hiking/packs | 徒步背包，32 升 | Hiking pack, 32 l | 背板透气，自带防雨罩，两天的东西装得下。 | Ventilated back, own rain cover, room for two days. | 429 | 1150 | 背包 登山包 backpack
backpack navy clay | outdoor/hiking/packs | 日用双肩包，20 升 | Daypack, 20 l | 上山能背，上班也不怪。 | At home on the hill, not odd at work. | 259 | 720 | 双肩包 背包 daypack
boot walnut oak | outdoor/hiking/shoes | 中帮徒步靴，防水 | Mid hiking boots, waterproof | 磨砂牛皮，湿石头上也抓得住。 | Nubuck that holds on wet rock. | 599 | 1180 | 徒步鞋 登山靴 boot
jacket teal navy | outdoor/clothing | 三层冲锋衣 | Three-layer shell | 20K 防水，腋下能开，背包不挡口袋。 | 20K waterproof, pit zips, pockets clear of the hip belt. | 799 | 480 | 冲锋衣 防雨 jacket
fleece sand pine | outdoor/clothing | 羊羔绒半拉链 | Half-zip pile fleece | 早晚温差大的山里，套上就走。 | For mountain mornings: pull it on and go. | 269 | 430 | 抓绒 保暖 fleece
hat olive sand | outdoor/clothing | 宽檐遮阳帽 | Wide-brim sun hat | 檐宽 7 厘米，能折进口袋。 | A 7 cm brim that folds into a pocket. | 89 | 90 | 遮阳帽 防晒 hat
beanie brick cream | outdoor/clothing | 美利奴毛线帽 | Merino beanie | 羊毛不扎，出汗也不凉。 | Wool that does not itch and stays warm when damp. | 99 | 80 | 毛线帽 羊毛 beanie
poles brick charcoal | outdoor/hiking | 碳纤登山杖，一对 | Carbon trekking poles, pair | 一对 380 克，软木把手吸汗。 | 380 g the pair, with cork grips. | 299 | 380 | 登山杖 徒步 pole
compass brass brick | outdoor/hiking/navigation | 黄铜指南针 | Brass compass | 没信号的时候，它不需要信号。 | When there is no signal, it needs none. | 88 | 110 | 指南针 导航 compass
binoculars charcoal orange | outdoor/nature | 8 × 32 望远镜 | 8 × 32 binoculars | 看清树梢那只鸟的眉纹。 | Shows the eyebrow of the bird in the treetop. | 469 | 520 | 望远镜 观鸟 binoculars
pocketknife brick brass | outdoor/tools | 木柄折刀 | Wooden folding knife | 切香肠、削木棍，一把就够。 | Slices sausage, whittles sticks: one is enough. | 119 | 95 | 折刀 野餐 knife
rope orange cream | outdoor/tools | 反光营绳，20 米 | Reflective guyline, 20 m | 夜里手电一照就亮，再也不绊脚。 | Lights up in a torch beam: nobody trips again. | 35 | 140 | 营绳 伞绳 guyline
bottle pine sand | outdoor/hiking | 宽口水壶，1 升 | Wide-mouth bottle, 1 l | 宽口能放冰，刻着一道山。 | Takes ice cubes; carries a ridge on its side. | 75 | 180 | 水壶 徒步 bottle
drybag ochre cream | outdoor/water | 防水袋，20 升 | Dry bag, 20 l | 卷三下扣上，掉进河里也是干的。 | Roll it three times; dry even in the river. | 79 | 230 | 防水袋 漂流 dry bag
`
