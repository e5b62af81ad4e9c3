/** The second part of the demo shop's goods; line form as in goods-kitchen-outdoor.ts. */
export const SPORT_HOME = `
helmet white charcoal | sport/cycling/parts | 公路骑行头盔 | Road helmet | 18 个风道，255 克，后面一拧就贴头。 | 18 vents, 255 g, one dial to fit. | 329 | 255 | 头盔 公路车 helmet
bikelight black steel | sport/cycling/parts | 自行车前灯，800 流明 | Front bike light, 800 lm | 有截止线，照路不照人。 | A cut-off beam lights the road, not faces. | 189 | 140 | 车灯 夜骑 bike light
taillight brick charcoal | sport/cycling/parts | 刹车感应尾灯 | Brake-sensing rear light | 一刹就更亮，后车看得见。 | Brightens when you brake, so those behind see. | 89 | 45 | 尾灯 通勤 rear light
lock charcoal orange | sport/cycling/commute | U 形车锁 | Shackle bike lock | 14 毫米锁梁，剪不断，楼下也敢停。 | A 14 mm shackle for parking downstairs. | 149 | 980 | 车锁 通勤 lock
bidon white brick | sport/cycling/parts | 骑行水壶，620 毫升 | Bike bottle, 620 ml | 单手挤着喝，洗得到底。 | Squeeze with one hand; washes clean to the bottom. | 45 | 90 | 水壶 骑行 bottle
cage charcoal sky | sport/cycling/parts | 铝合金水壶架 | Alloy bottle cage | 28 克，碎石路也不掉壶。 | 28 g, and holds on gravel. | 49 | 28 | 水壶架 公路车 cage
pump teal charcoal | sport/cycling/parts | 落地打气筒，带表 | Floor pump with gauge | 美嘴法嘴都能打，表大，看得清。 | Both valves, and a gauge you can read. | 129 | 1350 | 打气筒 补胎 pump
jersey sky navy | sport/cycling/road | 短袖骑行服 | Short-sleeved jersey | 后面三个兜，爬坡时拉链一拉到底。 | Three pockets at the back, full zip for the climb. | 239 | 160 | 骑行服 爬坡 jersey
gloves slate brick | sport/cycling/parts | 全指骑行手套 | Full-finger cycling gloves | 掌心薄垫，食指能划屏。 | Thin pads, and a finger that works the screen. | 85 | 70 | 骑行手套 gloves
saddlebag charcoal clay | sport/cycling/parts | 尾包，0.8 升 | Saddle bag, 0.8 l | 一条内胎、两把撬棒、一把工具，正好。 | One tube, two levers, one tool: just right. | 95 | 120 | 尾包 补胎 saddle bag
pannier ochre charcoal | sport/cycling/commute | 防水驮包，一只 | Waterproof pannier, single | 卷口防水，取下来就是手提包。 | Roll-top and waterproof; lifts off as a carry bag. | 269 | 780 | 驮包 通勤 pannier
bell brass charcoal | sport/cycling/commute | 黄铜车铃 | Brass bicycle bell | 一拨，余音三秒，行人会笑着让。 | One flick, three seconds of ring, and people smile as they step aside. | 68 | 75 | 车铃 通勤 bell
multitool charcoal steel | sport/cycling/parts | 16 合 1 骑行工具 | 16-in-1 bike tool | 带截链器，口袋里的修车铺。 | With chain breaker: a workshop in the pocket. | 109 | 165 | 工具 修车 multitool
shoe sky orange | sport/running/shoes | 日常缓震跑鞋 | Everyday cushioned trainers | 软而不塌，每天十公里也舒服。 | Soft without sinking; ten kilometres a day. | 469 | 520 | 跑鞋 缓震 running shoe
shoe charcoal lemon | sport/running/shoes | 碳板竞速跑鞋 | Carbon plate racing shoes | 碳板推着走，留给比赛日。 | A plate that pushes on; keep it for race day. | 899 | 420 | 跑鞋 碳板 马拉松 racing
shoe olive brick | sport/running/trail | 越野跑鞋 | Trail running shoes | 5 毫米齿，泥地石头都抓得住。 | 5 mm lugs for mud and rock. | 559 | 580 | 越野鞋 越野跑 trail
vest brick charcoal | sport/running/trail | 越野跑背包，5 升 | Trail vest, 5 l | 两只软水壶在胸前，跑起来不晃。 | Two soft flasks on the chest; nothing bounces. | 339 | 210 | 越野背包 水壶 vest
cap white brick | sport/running/kit | 速干跑步帽 | Quick-dry running cap | 48 克，汗不流进眼睛。 | 48 g, and no sweat in the eyes. | 79 | 48 | 空顶帽 跑步 cap
beltbag charcoal orange | sport/running/kit | 跑步腰包 | Running belt | 装手机、钥匙、两支胶，不上下跳。 | Phone, key, two gels, no bounce. | 69 | 65 | 腰包 跑步 belt
socks white brick | sport/running/kit | 防磨跑步袜，两双 | Anti-blister socks, two pairs | 双层脚跟，半马不起泡。 | Double heels: a half marathon without blisters. | 58 | 80 | 跑步袜 马拉松 socks
shorts navy sky | sport/running/kit | 五寸跑步短裤 | 5-inch running shorts | 后腰一个拉链袋，装得下手机。 | A zip pocket at the back takes a phone. | 149 | 110 | 短裤 跑步 shorts
jacket lemon slate | sport/running/kit | 反光夜跑外套 | Reflective running jacket | 车灯一照整件发亮，揉起来只有一拳。 | Lights up in headlights; packs to a fist. | 299 | 140 | 夜跑 反光 jacket
watch steel charcoal | sport/running/kit | 运动手表，带心率 | Sports watch with heart rate | 配速、轨迹、心率，一次充电用两周。 | Pace, track and heart rate; two weeks a charge. | 699 | 48 | 运动手表 配速 watch
jumprope brick charcoal | sport/fitness | 轴承跳绳 | Bearing skip rope | 钢丝绳芯，不打结，双摇顺手。 | Steel cord that does not tangle; quick enough for doubles. | 49 | 160 | 跳绳 健身 rope
roller teal charcoal | sport/fitness/yoga | 泡沫轴，33 厘米 | Foam roller, 33 cm | 跑完滚三分钟，第二天楼梯照爬。 | Three minutes after a run, and stairs are fine tomorrow. | 88 | 620 | 泡沫轴 拉伸 roller
kettlebell charcoal lemon | sport/fitness | 壶铃，8 公斤 | Kettlebell, 8 kg | 一只壶铃，练全身，不占地方。 | One bell, the whole body, no space lost. | 139 | 8100 | 壶铃 力量训练 kettlebell
dumbbell sky slate | sport/fitness | 浸塑哑铃，2 公斤一对 | Dipped dumbbells, 2 kg pair | 六角不滚，握着不凉。 | Will not roll and never cold to hold. | 79 | 4100 | 哑铃 健身 dumbbell
rollmat lilac cream | sport/fitness/yoga | 天然橡胶瑜伽垫 | Natural rubber yoga mat | 5 毫米，出汗也不滑。 | 5 mm, and no slipping when you sweat. | 219 | 2200 | 瑜伽垫 拉伸 yoga mat
plantpot clay cream | garden/pots | 红陶花盆，18 厘米 | Terracotta pot, 18 cm | 透气，配盆托，放两年更好看。 | It breathes, comes with a saucer, and looks better in two years. | 39 | 1600 | 花盆 红陶 terracotta
plantpot sage white | garden/pots | 鼠尾草绿釉盆，15 厘米 | Sage glazed pot, 15 cm | 哑光釉，配白色绿植最干净。 | Matt glaze that lets the leaves speak. | 46 | 1200 | 花盆 陶盆 pot
monstera cream cream | garden/houseplants | 龟背竹，中号 | Monstera, medium | 半阴的客厅也能活，一年长三片新叶。 | Lives in half shade and gives three new leaves a year. | 88 | 3200 | 龟背竹 绿植 monstera
snakeplant clay clay | garden/houseplants | 虎尾兰 | Snake plant | 一个月忘记浇水，它也不怪你。 | Forget it for a month and it forgives you. | 56 | 2100 | 虎尾兰 绿植 snake plant
fern white white | garden/houseplants/ferns | 波士顿蕨 | Boston fern | 喜欢浴室里的湿气，叶子一年四季软。 | Likes the damp of a bathroom; soft all year. | 49 | 1500 | 蕨类 绿植 fern
succulent sand rose | garden/houseplants/succulents | 多肉拼盘 | Succulent bowl | 三种多肉种在一只陶碗里，晒得到太阳就好。 | Three kinds in one bowl; all they ask is sun. | 69 | 1300 | 多肉 仙人掌 succulent
terrarium glass oak | garden/houseplants/ferns | 苔藓微景观瓶 | Moss terrarium | 盖上盖子，它自己下雨，两周看一次。 | Close the lid and it rains by itself; look in every two weeks. | 159 | 1900 | 苔藓 微景观 terrarium
wateringcan sage walnut | garden/tools | 长嘴浇水壶，1.5 升 | Long-spout watering can, 1.5 l | 长嘴伸得进叶子底下，不溅。 | The spout reaches under the leaves without splashing. | 79 | 520 | 浇水壶 浇花 watering can
mister brass brass | garden/tools | 黄铜喷雾壶 | Brass plant mister | 雾细得像早晨，按一下就够。 | A mist as fine as morning; one press is enough. | 89 | 310 | 喷壶 浇花 mister
secateurs brick steel | garden/tools | 修枝剪 | Secateurs | 省力弹簧，月季枝一下就断。 | Sprung handles cut a rose stem in one go. | 98 | 240 | 修枝剪 月季 pruner
trowel oak pine | garden/tools | 木柄花铲 | Wood-handled trowel | 不锈钢铲头，带刻度，种球不用猜深浅。 | Stainless blade with marks: no guessing at bulb depth. | 45 | 260 | 花铲 种植 trowel
gloves sage sand | garden/tools | 防刺园艺手套 | Thorn-proof garden gloves | 掌心加厚，修月季不怕扎。 | Thick palms for the roses. | 39 | 120 | 园艺手套 月季 gloves
sack pine cream | garden/soil | 通用营养土，10 升 | Potting soil, 10 l | 泥炭配珍珠岩，打开就能种。 | Peat with perlite; open and plant. | 32 | 5200 | 营养土 种植 soil
packet sky lilac | garden/seeds | 野花混合种子 | Wildflower seed mix | 撒下去，六十天后是一小片草地。 | Scatter it; sixty days later there is a meadow. | 15 | 20 | 种子 野花 seed
packet sage white | garden/vegetables | 罗勒与薄荷种子 | Basil and mint seeds | 窗台上种一盆，做意面随手摘。 | A pot on the sill, a handful for the pasta. | 18 | 20 | 罗勒 薄荷 种子 herb
vase cream brick | home/decor/vases | 圆腹陶瓶 | Round stoneware vase | 插一枝就好看，不插也好看。 | Lovely with one branch, lovely with none. | 118 | 900 | 花瓶 花器 vase
desklamp pine brass | home/lighting/desk | 双臂阅读台灯 | Two-arm desk lamp | 光往书上落，不往眼里照。 | Light falls on the book, not in your eyes. | 259 | 1600 | 台灯 阅读灯 desk lamp
paperlamp cream oak | home/lighting/mood | 和纸落地灯 | Paper floor lamp | 竹骨糊纸，开了像一轮月亮。 | Paper on bamboo ribs; lit, it is a moon. | 219 | 1300 | 落地灯 氛围灯 paper lantern
tablelamp cream clay | home/lighting | 陶座床头灯 | Ceramic bedside lamp | 暖光可调，关灯前再读两页。 | Warm and dimmable, for two more pages. | 199 | 1900 | 床头灯 台灯 bedside lamp
candle cream sage | home/fragrance | 雪松香氛蜡烛，180 克 | Cedar candle, 180 g | 雪松和一点雨后泥土，烧四十小时。 | Cedar and a little rain on soil; burns forty hours. | 89 | 420 | 蜡烛 香薰 candle
incense oak brass | home/fragrance | 檀香线香，配木座 | Sandalwood incense with holder | 一支二十五分钟，正好一壶茶。 | One stick, twenty-five minutes, one pot of tea. | 59 | 260 | 线香 香座 incense
blanket clay cream | home/textile/throws | 羊毛盖毯，130 × 180 | Wool throw, 130 × 180 | 新西兰羊毛，沙发上打盹用。 | New Zealand wool for naps on the sofa. | 329 | 1250 | 毛毯 羊毛毯 throw
cushion ochre cream | home/textile/throws | 提花抱枕，45 厘米 | Woven cushion, 45 cm | 提花厚棉，芯子饱满，靠着看书。 | Thick woven cotton, well filled, for reading against. | 79 | 620 | 抱枕 靠垫 cushion
bedding white sage | home/textile/bedding | 水洗棉四件套 | Washed cotton bedding set | 软得像洗过一百次，1.8 米床用。 | As soft as after a hundred washes; for a 1.8 m bed. | 399 | 2600 | 四件套 床品 bedding
rug sand brick | home/textile/rugs | 手织棉地毯，80 × 150 | Hand-woven cotton rug, 80 × 150 | 能机洗，床边一铺，早上不凉脚。 | Machine-washable; no cold feet in the morning. | 189 | 1800 | 地毯 地垫 rug
towels sage cream | home/textile/towels | 长绒棉毛巾，三条 | Long-staple towels, three | 吸水快，晒一晒就蓬。 | Drinks fast and fluffs up in the sun. | 79 | 480 | 毛巾 浴室 towel
soap olive sand | home/bath | 橄榄手工皂 | Olive soap | 冷制六周，洗脸不拔干。 | Cured six weeks; gentle on the face. | 35 | 130 | 手工皂 肥皂 soap
clock oak cream | home/decor/clocks | 静音木挂钟 | Silent wooden clock | 扫秒，夜里听不见它走。 | A sweeping hand you cannot hear at night. | 139 | 880 | 挂钟 静音 clock
basket sand oak | home/storage | 棉绳收纳篮，大号 | Cotton rope basket, large | 毯子、玩具、猫，都装得下。 | Takes blankets, toys or the cat. | 99 | 950 | 收纳篮 收纳 basket
stool oak walnut | home/furniture | 三脚圆凳 | Three-legged stool | 坐、垫脚、放花，三条腿怎么放都不晃。 | Sit, step or set a plant: three legs never wobble. | 169 | 2900 | 凳子 边几 stool
mirror walnut walnut | home/decor | 胡桃木圆镜 | Walnut mirror | 台上一放，屋里亮一块。 | Stand it up and the room grows brighter. | 209 | 2100 | 镜子 装饰 mirror
`
