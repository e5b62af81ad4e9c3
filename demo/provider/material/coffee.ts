/** 林晚: coffee and kitchen. How to read it: `../material.ts`. */
export const COFFEE = `
# kitchen/coffee/pour-over | 手冲咖啡, 手冲, 滤杯 | pour-over coffee, pour over, dripper
V 形滤杯 ~ cone dripper; 细口壶 ~ gooseneck kettle; 原木色滤纸 ~ unbleached filter papers; 玻璃分享壶 ~ glass coffee server; 咖啡秤 ~ coffee scale; 法兰绒滤布 ~ flannel filter
+ 闷蒸从三十秒加到四十五秒，同一支豆子甜了一截。
+ 早上七点，手冲一壶，厨房里只有水声。
> Water at 91 instead of 94 and the bitterness is gone. Write it down, I keep telling myself.
# kitchen/coffee/beans | 咖啡豆, 浅烘, 单一产地 | coffee beans, single origin, light roast
耶加雪菲咖啡豆 ~ Yirgacheffe coffee beans; 云南日晒豆 ~ Yunnan natural coffee beans; 中深烘拼配豆 ~ medium-dark blend; 低因咖啡豆 ~ decaf coffee beans; 豆子密封罐 ~ bean canister; 挂耳咖啡 ~ drip bag coffee
+ 云南这支日晒，放到第十天才打开，像煮过的苹果皮。
+ 豆子别囤，买两周的量，喝完再去。
> Three single origins on the table, blind. I picked the cheapest one. Twice.
# kitchen/coffee/grinder | 磨豆机, 手摇磨 | coffee grinder, burr grinder, hand mill
手摇磨豆机 ~ hand coffee grinder; 电动磨豆机 ~ electric burr grinder; 磨豆机清洁刷 ~ grinder brush; 接粉杯 ~ dosing cup; 静电喷雾瓶 ~ grinder mist bottle; 刀盘备件 ~ spare burrs
+ 手摇磨二十克要四十秒，刚好等水开。
+ 换了刀盘，同样的刻度流速快了十秒，得从头调。
> A better grinder did more for my cup than three new drippers.
# kitchen/coffee/espresso | 意式咖啡, 拉花, 摩卡壶 | espresso, latte art, moka pot
铝制摩卡壶 ~ moka pot; 不锈钢奶缸 ~ milk jug; 布粉器 ~ coffee distributor; 压粉锤 ~ espresso tamper; 浓缩杯 ~ espresso cup; 咖啡渣桶 ~ knock box
+ 拉花练到第四十杯，终于看得出是一片叶子，不是蘑菇。
+ 摩卡壶小火慢煮，听到咕噜声就离火，不会焦。
> Moka pot on the balcony, rain on the roof. No machine needed.
# kitchen/cookware/cast-iron | 铸铁锅, 养锅 | cast iron, skillet, dutch oven
铸铁煎锅 ~ cast iron skillet; 珐琅炖锅 ~ enamelled dutch oven; 锅刷 ~ pan brush; 隔热手柄套 ~ handle cover; 铸铁烤盘 ~ cast iron griddle; 养锅油 ~ seasoning oil
+ 铸铁锅养了半年，煎蛋会自己滑。
+ 炖牛腩两个半小时，盖子一揭，邻居来敲门。
> Salt, oil, heat, patience: the skillet is black and slick again.
# kitchen/baking/bread | 面包, 酸面团, 烘焙 | bread, sourdough, baking
发酵篮 ~ proofing basket; 高筋面粉 ~ bread flour; 吐司模 ~ loaf tin; 割包刀 ~ bread lame; 面团刮板 ~ dough scraper; 烤箱温度计 ~ oven thermometer
+ 酸面团睡了一夜，早上鼓到篮子边，像有心事。
+ 第一次割包割得深，炉子里裂成一朵花。
> Day five of the starter. It doubled, it smells of yoghurt, it has a name now.
# kitchen/knives | 刀具, 磨刀, 主厨刀 | kitchen knives, chef knife, whetstone
三德刀 ~ santoku knife; 双面磨刀石 ~ two-sided whetstone; 樱桃木砧板 ~ cherry wood cutting board; 水果刀 ~ paring knife; 磁性刀架 ~ magnetic knife rack; 厨房剪刀 ~ kitchen scissors
+ 磨完刀切番茄，刀自己往下走。
+ 一块好砧板，比三把新刀更让人安心。
> Sharpened every knife in the house. Chopped onions until there were no onions left.
# kitchen/tea | 茶, 乌龙茶, 盖碗 | tea, oolong, gaiwan
白瓷盖碗 ~ white porcelain gaiwan; 岩茶 ~ rock oolong tea; 竹制茶盘 ~ bamboo tea tray; 冷泡茶瓶 ~ cold brew tea bottle; 龙井绿茶 ~ longjing green tea; 公道杯 ~ fairness pitcher
+ 下午不喝咖啡了，换盖碗泡乌龙，坐得住。
+ 冷泡一夜的绿茶，没有苦味，只剩清。
> Five short infusions of oolong while the soup simmers. A good afternoon.
# kitchen/tableware | 餐具, 陶碗, 摆盘 | tableware, stoneware, dinner plates
粗陶饭碗 ~ stoneware rice bowl; 哑光餐盘 ~ matt dinner plate; 鸡翅木筷 ~ wenge chopsticks; 釉下彩小碟 ~ small painted dish; 汤碗 ~ soup bowl; 亚麻餐垫 ~ linen placemat
+ 碗小一号，饭就刚好。
+ 同一锅菜，换了盘子，吃的人先拍照。
> Six plates, none of them matching, all of them used every day.
# kitchen/tools | 厨房小工具, 厨房秤 | kitchen tools, whisk, pepper mill
胡椒研磨器 ~ pepper mill; 硅胶锅铲 ~ silicone spatula; 打蛋器 ~ whisk; 厨房计时器 ~ kitchen timer; 量勺套装 ~ measuring spoons; 柠檬刨 ~ citrus zester
+ 现磨胡椒和罐装胡椒，是两种调料。
+ 把厨房抽屉清空，只放回这个月用过的。
> A timer that ticks. The kitchen feels like my grandmother's again.
`
