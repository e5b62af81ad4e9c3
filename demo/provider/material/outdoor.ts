/** 周野: outdoors and camping. How to read it: `../material.ts`. */
export const OUTDOOR = `
# outdoor/camping/tents | 帐篷, 天幕, 露营 | tents, tarp, camping
双人帐篷 ~ two-person tent; 银胶天幕 ~ silver-coated tarp; 夜光营绳 ~ reflective guyline; 长地钉 ~ long tent pegs; 帐篷地布 ~ tent groundsheet; 伸缩天幕杆 ~ tarp pole
+ 半夜起风，多打的那两根地钉救了天幕。
+ 帐篷搭在逆光的坡上，早上是被太阳叫醒的。
> Pitched the tent in the dark, in the rain, in nine minutes. The tarp went up first.
# outdoor/camping/cooking | 露营炊具, 炉头, 气罐 | camp stove, camping stove, cook set
一体式炉头 ~ camping stove; 高山气罐 ~ gas canister; 钛合金套锅 ~ titanium cook set; 折叠勺叉 ~ folding spork; 防风板 ~ stove windscreen; 露营水壶 ~ camp kettle
+ 两千米以上煮饭，水多一指，火小一半。
+ 营地第一顿永远是面，第二顿才想起来带了肉。
> Wind took half the heat until I dug the stove into the sand. Noodles in six minutes.
# outdoor/camping/sleeping | 睡袋, 睡垫, 羽绒睡袋 | sleeping bag, sleeping pad, camp pillow
零下五度羽绒睡袋 ~ down sleeping bag; 充气睡垫 ~ inflatable sleeping pad; 蛋巢防潮垫 ~ foam sleeping pad; 充气枕 ~ camp pillow; 睡袋内胆 ~ sleeping bag liner; 双人吊床 ~ double hammock
+ 冷不是睡袋不够，是地上没垫够。
+ 吊床挂在两棵松树之间，睡了一个没有闹钟的午觉。
> Minus three outside, warm inside. The pad matters more than the bag.
# outdoor/camping/lighting | 营灯, 头灯, 露营灯 | lantern, headlamp, camp lighting
可充电头灯 ~ rechargeable headlamp; 暖光营灯 ~ warm camp lantern; 串灯 ~ string lights; 煤油马灯 ~ kerosene lantern; 小手电 ~ pocket flashlight; 磁吸挂灯 ~ magnetic hanging light
+ 营灯调到最暗，才看得见星星。
+ 头灯带两个，一个给忘带的人。
> Red light on, voices down. The owls came back.
# outdoor/camping/furniture | 露营椅, 折叠桌 | camp chair, folding table, camp furniture
月亮椅 ~ moon chair; 蛋卷桌 ~ roll-top table; 折叠营地车 ~ folding wagon; 克米特椅 ~ wooden camp chair; 收纳软箱 ~ soft gear box; 保温冰桶 ~ cool box
+ 露营椅坐低一点，火就近一点。
+ 一趟拉不完的东西，说明带多了。
> The chair that folds to the size of a bottle is the one that always comes along.
# outdoor/hiking | 徒步, 爬山, 山径 | hiking, trekking, trail
碳纤维登山杖 ~ trekking poles; 护膝 ~ knee support sleeve; 徒步水袋 ~ hydration bladder; 防蚊头网 ~ mosquito head net; 能量棒 ~ energy bars; 雪套 ~ gaiters
+ 下山比上山伤膝盖，登山杖是给下山买的。
+ 走了二十二公里，一个人也没遇到，遇到三头牛。
> Twenty-two kilometres, one ridge, no phone signal. Exactly what I came for.
# outdoor/hiking/packs | 背包, 登山包 | backpack, rucksack, daypack
四十升登山包 ~ 40-litre backpack; 轻量双肩包 ~ light daypack; 背包防雨罩 ~ rain cover; 防水收纳袋 ~ dry bag; 腰包 ~ waist pack; 压缩袋 ~ compression sack
+ 背包称了两次，拿出三件，肩膀谢谢我。
+ 重的贴背、软的垫底，走起来不晃。
> Forty litres is enough if you leave your fears at home.
# outdoor/hiking/shoes | 徒步鞋, 登山鞋 | hiking shoes, hiking boots
中帮徒步鞋 ~ mid-cut hiking shoes; 溯溪鞋 ~ river shoes; 美利奴徒步袜 ~ merino hiking socks; 鞋底防滑链 ~ ice cleats; 缓震鞋垫 ~ cushioned insoles; 登山靴 ~ hiking boots
+ 新鞋先在楼梯上走一周，再带去山里。
+ 袜子比鞋更值得花钱。
> New boots, forty flights of stairs first, mountains second.
# outdoor/clothing | 冲锋衣, 抓绒, 速干 | rain jacket, fleece, base layer
三层冲锋衣 ~ three-layer shell jacket; 薄抓绒 ~ light fleece; 速干长袖 ~ quick-dry shirt; 轻羽绒服 ~ light down jacket; 防晒渔夫帽 ~ sun hat; 防水手套 ~ waterproof gloves
+ 出发时觉得有点冷，就是穿对了。
+ 山里的雨不讲道理，冲锋衣放最上面。
> Start cold, stay dry, keep the down jacket for the summit.
# outdoor/tools | 户外工具, 折刀, 绳结 | pocket knife, multitool, paracord
多功能刀 ~ multitool; 折刀 ~ pocket knife; 七芯伞绳 ~ paracord; 打火石 ~ fire starter; 指南针 ~ compass; 便携急救包 ~ pocket first-aid kit
+ 学会三个绳结，比多带三样东西有用。
+ 手机没电的那天，指南针还认得北。
> Taught my niece the bowline. She tied the dog to the table with it.
`
