/** 苏禾: plants and home. How to read it: `../material.ts`. */
export const PLANTS = `
# garden/houseplants | 绿植, 室内植物, 龟背竹 | houseplants, monstera, indoor plants
龟背竹 ~ monstera; 琴叶榕 ~ fiddle-leaf fig; 虎尾兰 ~ snake plant; 植物补光灯 ~ grow light; 叶面清洁布 ~ leaf cleaning cloth; 攀爬柱 ~ moss pole
+ 龟背竹开背了，一片叶子等了四十天。
+ 浇水前先把手指插进土里，两节干了再浇。
> New leaf on the monstera, five holes. I have told everybody.
# garden/houseplants/succulents | 多肉, 仙人掌 | succulents, cactus
多肉拼盘 ~ mixed succulents; 仙人球 ~ ball cactus; 颗粒土 ~ gritty soil mix; 拇指盆 ~ thumb pots; 多肉铲 ~ succulent trowel; 喷雾小壶 ~ small mister
+ 多肉入秋上色，阳台像撒了糖。
+ 忘了它三周，仙人掌开花了。
> The cactus thrives on neglect. We understand each other.
# garden/pots | 花盆, 红陶盆 | plant pots, terracotta, planters
红陶盆 ~ terracotta pot; 吊盆 ~ hanging planter; 水泥花盆 ~ concrete planter; 陶瓷盆托 ~ ceramic saucer; 长条种植箱 ~ window box; 自吸水花盆 ~ self-watering pot
+ 红陶盆会出汗，说明它在呼吸。
+ 换盆大一圈就好，大两圈根会发呆。
> Terracotta, always. The white bloom on the rim is the best part.
# garden/tools | 园艺工具, 修枝剪, 浇水壶 | garden tools, secateurs, watering can
长嘴浇水壶 ~ long-spout watering can; 修枝剪 ~ secateurs; 木柄花铲 ~ wooden trowel; 园艺手套 ~ garden gloves; 压力喷壶 ~ pressure mister; 植物标签牌 ~ plant labels
+ 修枝剪用酒精擦过再剪下一盆，这是礼貌。
+ 长嘴壶的好处：水到根，不到叶。
> Sharp secateurs, clean cuts, and the rose forgave me.
# garden/soil | 营养土, 肥料, 堆肥 | potting soil, fertiliser, compost
通用营养土 ~ potting soil; 珍珠岩 ~ perlite; 缓释肥 ~ slow-release fertiliser; 厨余堆肥桶 ~ kitchen compost bin; 椰糠砖 ~ coir brick; 液体肥 ~ liquid plant food
+ 咖啡渣堆了三个月，闻起来像下过雨的林子。
+ 薄肥勤施，像跟植物说话。
> Turned the compost. Steam, worms, no smell. Proud is the word.
# garden/vegetables | 阳台种菜, 番茄, 香草 | growing vegetables, tomatoes, herbs
小番茄苗 ~ cherry tomato seedlings; 罗勒种子 ~ basil seeds; 育苗盘 ~ seed tray; 番茄支架 ~ tomato cage; 薄荷盆栽 ~ potted mint; 防虫网 ~ insect netting
+ 阳台第一颗番茄，切成四份，一人一口。
+ 薄荷不要和别人住一个盆，它会占满。
> Basil from seed to pesto in nine weeks. Worth every one.
# garden/flowers | 鲜花, 插花, 月季 | flowers, bouquet, hydrangea
花艺剪 ~ floral scissors; 绣球花束 ~ hydrangea bouquet; 剑山 ~ flower frog; 月季苗 ~ rose bush; 郁金香种球 ~ tulip bulbs; 鲜花保鲜剂 ~ flower food
+ 菜市场的尤加利叶五块钱一把，插了两周。
+ 绣球垂头别急，倒泡一夜，它会回来。
> Tulip bulbs in the ground. Now we wait and say nothing until March.
# home/decor/vases | 花瓶, 花器, 摆件 | vases, ceramics, decor
粗陶花瓶 ~ stoneware vase; 单枝玻璃瓶 ~ bud vase; 木质托盘 ~ wooden tray; 挂墙花器 ~ wall vase; 编织挂毯 ~ woven wall hanging; 桌面摆件 ~ shelf ornament
+ 一枝花配一个小瓶，比一大束安静。
+ 手作花瓶有点歪，放上花就刚好。
> One branch, one vase, one empty shelf. Enough.
# home/textile/throws | 毯子, 抱枕, 亚麻 | throws, cushions, linen
羊毛盖毯 ~ wool throw; 亚麻抱枕套 ~ linen cushion cover; 棉麻窗帘 ~ linen curtains; 手织地毯 ~ hand-woven rug; 华夫格毛巾 ~ waffle towel; 水洗棉四件套 ~ washed cotton bedding
+ 降温第一天，毯子从柜子里出来上班。
+ 窗帘换成亚麻的，下午三点的光变软了。
> Washed linen, never ironed. That is the whole secret.
# home/fragrance | 香薰, 蜡烛, 线香 | home fragrance, candles, incense
大豆蜡烛 ~ soy candle; 檀香线香 ~ sandalwood incense; 无火扩香 ~ reed diffuser; 陶瓷香插 ~ incense holder; 白茶香薰 ~ white tea scent; 铜制灭烛罩 ~ candle snuffer
+ 打扫完点一支线香，家才算收拾好。
+ 蜡烛第一次要烧满一圈，不然以后会挖坑。
> Rain, one candle, the windows open a hand's width.
`
