/** 许骁: cycling and running. How to read it: `../material.ts`. */
export const CYCLING = `
# sport/cycling | 骑行, 公路车, 爬坡 | cycling, road bike, gravel bike
砾石公路车 ~ gravel bike; 防滑把带 ~ handlebar tape; 公路车外胎 ~ road bike tyres; 自锁脚踏 ~ clipless pedals; 骑行锁鞋 ~ cycling shoes; 碳纤维坐垫 ~ carbon saddle
+ 骑行一百零八公里，最后二十公里全靠一个豆沙包。
+ 爬坡不看坡顶，看前面那个人的后轮。
> Gravel bike on farm tracks all Sunday. Mud up to the bottle cages.
# sport/cycling/parts | 骑行装备, 头盔, 车灯 | bike parts, helmet, bike light
骑行头盔 ~ cycling helmet; 前车灯 ~ front bike light; 智能尾灯 ~ bike tail light; 铝合金水壶架 ~ bottle cage; 迷你打气筒 ~ mini bike pump; 补胎工具包 ~ puncture repair kit
+ 尾灯换了会感应刹车的，后面的车真的远了一点。
+ 路边补胎十二分钟，比上次快四分钟。
> Two lights at the front: one to see, one to be seen.
# sport/cycling/commute | 通勤骑行, 折叠车 | bike commute, folding bike, pannier
二十寸折叠车 ~ folding bike; 防水驮包 ~ waterproof pannier; 挡泥板 ~ mudguards; 折叠车锁 ~ folding bike lock; 车把手机架 ~ handlebar phone mount; 反光绑腿带 ~ reflective ankle bands
+ 通勤九公里，比地铁快六分钟，还看到了日出。
+ 下雨天通勤，挡泥板是对后背的尊重。
> Nine kilometres to work, and I arrive awake.
# sport/cycling/parts | 骑行服, 骑行手套 | cycling jersey, cycling gloves, bib shorts
长袖骑行服 ~ long-sleeve cycling jersey; 背带骑行裤 ~ bib shorts; 半指骑行手套 ~ cycling gloves; 骑行风镜 ~ cycling glasses; 防风马甲 ~ wind vest; 骑行小帽 ~ cycling cap
+ 风马甲塞进口袋，下坡前穿上，肚子不凉。
+ 好骑行裤的意思是：四个小时后还想骑。
> A cap under the helmet keeps the sun and the excuses out.
# sport/running | 跑步, 晨跑, 配速 | running, morning run, pace
跑步腰包 ~ running belt; 空顶帽 ~ running visor; 跑步短裤 ~ running shorts; 反光背心 ~ reflective vest; 手持水壶 ~ handheld bottle; 跑步心率带 ~ heart rate strap
+ 晨跑八公里，配速五分四十，太阳比我晚。
+ 慢跑的意思是：能一路说话，还不喘。
> Easy pace means easy. I am learning this for the ninth year.
# sport/running/shoes | 跑鞋, 缓震, 碳板 | running shoes, cushioning, carbon plate
缓震跑鞋 ~ cushioned running shoes; 碳板竞速鞋 ~ carbon plate racing shoes; 日常训练鞋 ~ daily trainers; 跑鞋鞋带 ~ lock laces; 洗鞋刷 ~ shoe brush; 跑鞋鞋垫 ~ running insoles
+ 跑鞋跑到七百公里，鞋底平了，膝盖先知道。
+ 竞速鞋只在比赛那天穿，像过年的衣服。
> Retired the trainers at 740 km. They go on walking the dog.
# sport/running | 马拉松, 半马, 备赛 | marathon, half marathon, race day
能量胶 ~ energy gels; 盐丸 ~ salt tablets; 号码布扣 ~ race bib clips; 压缩小腿套 ~ calf sleeves; 凡士林防磨膏 ~ anti-chafe balm; 赛后拖鞋 ~ recovery slides
+ 半马一小时四十七，最后三公里是别人的加油声抬过去的。
+ 备赛第十周，周末长距离三十公里，跑完只想躺着。
> Negative split at the half marathon. First time, after eleven tries.
# sport/running/trail | 越野跑, 山径, 百公里 | trail running, ultra, trail shoes
越野跑鞋 ~ trail running shoes; 越野背包 ~ running vest pack; 软水壶 ~ soft flask; 折叠登山杖 ~ folding poles; 急救毯 ~ emergency blanket; 越野腿套 ~ trail gaiters
+ 越野跑到补给站，一碗白粥胜过所有能量胶。
+ 夜里翻第三座山，只剩头灯里的一小块地。
> Walk the ups, run the downs, eat at every table.
# sport/fitness | 拉伸, 力量训练, 泡沫轴 | stretching, strength, foam roller
泡沫轴 ~ foam roller; 弹力带 ~ resistance bands; 筋膜球 ~ massage ball; 壶铃 ~ kettlebell; 跳绳 ~ jump rope; 加厚瑜伽垫 ~ yoga mat
+ 跑完拉伸十分钟，第二天下楼梯像个人。
+ 力量训练每周两次，是给以后的膝盖存钱。
> Twenty minutes with the foam roller. Language not suitable for children.
# tech/wearables | 运动手表, 码表 | sports watch, bike computer
运动手表 ~ sports watch; 自行车码表 ~ bike computer; 踏频传感器 ~ cadence sensor; 手表快拆带 ~ watch strap; 骨传导耳机 ~ bone conduction headphones; 臂包 ~ phone armband
+ 码表没电以后，反而抬头看了一路风景。
+ 手表说我该休息，我今天听它的。
> The watch says recover. The tailwind says ride.
`
