/** 何默: photography and music. How to read it: `../material.ts`. */
export const PHOTO = `
# photo/film | 胶片, 胶卷, 暗房 | film photography, film camera, darkroom
黑白胶卷 ~ black-and-white film; 彩色负片 ~ colour negative film; 旁轴胶片机 ~ rangefinder film camera; 冲洗罐 ~ developing tank; 底片夹 ~ negative sleeves; 拍立得相纸 ~ instant film
+ 三十六张拍了两个月，冲出来只有四张想留，够了。
+ 在浴室冲黑白卷，水温二十度，计时器比心跳响。
> Thirty-six frames in two months, four keepers. Best ratio yet.
# photo/cameras | 相机, 微单 | cameras, mirrorless
微单相机 ~ mirrorless camera; 相机电池 ~ camera battery; 高速存储卡 ~ fast memory card; 相机清洁套装 ~ camera cleaning kit; 热靴盖 ~ hot shoe cover; 防潮箱 ~ dry cabinet
+ 相机留在家的那天，光特别好。
+ 买新机身之前，先把旧的按坏。
> The old body has brass showing at the corners. It stays.
# photo/cameras/lenses | 镜头, 定焦, 光圈 | lenses, prime lens, aperture
三十五毫米定焦镜头 ~ 35 mm prime lens; 人像镜头 ~ portrait lens; 镜头盖绳 ~ lens cap keeper; 遮光罩 ~ lens hood; 镜头筒包 ~ lens pouch; 微距接圈 ~ macro extension tube
+ 一个三十五定焦走了一年，脚就是变焦。
+ 光圈收到八，街上的人都清楚了，故事也是。
> One prime lens for a whole year. My feet know where to stand now.
# photo/accessories | 摄影配件, 三脚架, 肩带 | tripod, camera strap, camera bag
碳纤维三脚架 ~ carbon tripod; 编织相机肩带 ~ woven camera strap; 单肩相机包 ~ camera shoulder bag; 减光滤镜 ~ neutral density filter; 快门线 ~ shutter release; 快装板 ~ quick release plate
+ 三脚架重一点，海风里就稳一点。
+ 肩带调到刚好在肚脐，抬手就能拍。
> ND filter on, thirty seconds, the sea turned to milk.
# photo/street | 街拍, 人像, 扫街 | street photography, portrait
街拍手绳 ~ wrist strap; 便携反光板 ~ pocket reflector; 小型补光灯 ~ small fill light; 相机内胆包 ~ camera insert; 指环手柄 ~ thumb grip; 灰卡 ~ grey card
+ 菜市场收摊前的二十分钟，光和人都慢下来。
+ 拍人之前先聊五句，第六句再举相机。
> Asked a stranger for a portrait. She said: wait, my good side. She was right.
# photo/prints | 相册, 冲印, 相框 | photo prints, photo album, frame
布面相册 ~ cloth photo album; 原木相框 ~ wooden photo frame; 棉质相纸 ~ cotton photo paper; 照片夹绳 ~ photo clip string; 相角贴 ~ photo corners; 摄影集 ~ photobook
+ 照片印出来才算数，屏幕里的都是草稿。
+ 给外婆做了一本相册，她翻得很慢。
> Printed twelve, framed three, gave away nine.
# music/records | 黑胶, 唱片, 唱机 | vinyl, records, turntable
黑胶唱机 ~ turntable; 唱片内袋 ~ record sleeves; 碳纤维唱片刷 ~ record brush; 唱片收纳箱 ~ record crate; 爵士黑胶 ~ jazz vinyl record; 唱头 ~ phono cartridge
+ 淘到一张七十年代的爵士黑胶，封面折了角，声音没有。
+ 唱片要站着放，像书一样。
> Side B, track two, rain outside. Nothing to add.
# music/audio | 耳机, 音箱, 降噪 | headphones, speakers, hi-fi
头戴式耳机 ~ over-ear headphones; 书架音箱 ~ bookshelf speakers; 蓝牙音箱 ~ bluetooth speaker; 耳机支架 ~ headphone stand; 音箱脚垫 ~ speaker pads; 小型功放 ~ small amplifier
+ 音箱离墙二十公分，低音就不糊了。
+ 降噪耳机一戴，地铁变成一列安静的船。
> Moved the speakers twenty centimetres. New album, same record.
# music/instruments/guitar | 吉他, 民谣, 弹唱 | guitar, acoustic guitar, folk
民谣吉他 ~ acoustic guitar; 磷铜琴弦 ~ phosphor bronze strings; 变调夹 ~ capo; 玳瑁拨片 ~ guitar picks; 调音器 ~ clip-on tuner; 吉他背带 ~ guitar strap
+ 换了新弦，整把吉他像刚睡醒。
+ 指尖的茧掉了又长，第三首终于能弹唱完。
> F chord, month four. The neighbours have stopped knocking.
# music/concerts | 演出, 现场, 音乐节 | live music, gig, festival
演出耳塞 ~ concert earplugs; 折叠望远镜 ~ folding binoculars; 乐队短袖 ~ band T-shirt; 票根收藏册 ~ ticket album; 音乐节雨衣 ~ festival poncho; 帆布唱片袋 ~ canvas record bag
+ 小场地的好处是，鼓手的汗你也看得见。
+ 音乐节下雨，鞋毁了，人都笑着。
> A hundred people, one cello, no phones. It still happens.
`
