/** The third part of the demo shop's goods; line form as in goods-kitchen-outdoor.ts. */
export const MEDIA_PLAY = `
camera black walnut | photo/film | 旁轴胶片相机，35 毫米 | Rangefinder film camera, 35 mm | 全机械快门，没电也能拍，检修过再出门。 | Fully mechanical, needs no battery, serviced before it leaves us. | 1680 | 650 | 胶片机 旁轴 film camera
camera cream clay | photo/cameras | 复古傻瓜数码相机 | Easy digital camera, retro | 一个按钮，拍完就传手机，颜色像胶片。 | One button, straight to the phone, colours like film. | 899 | 320 | 数码相机 相机 camera
instant sky white | photo/film | 拍立得相机 | Instant camera | 一分钟看见照片，聚会上最忙的就是它。 | A print in a minute; the busiest guest at the party. | 599 | 480 | 拍立得 照片 instant camera
filmroll ochre brick | photo/film | 彩色胶卷 400 度，36 张 | Colour film 400, 36 exposures | 肤色暖，阴天也敢拍。 | Warm skin tones, and brave on grey days. | 85 | 30 | 胶卷 35mm film
filmroll charcoal white | photo/film | 黑白胶卷 400 度，36 张 | Black and white film 400, 36 exposures | 颗粒细，层次厚，可以自己冲。 | Fine grain, long tones, easy to develop at home. | 72 | 30 | 胶卷 黑白 暗房 film
lens black steel | photo/cameras/lenses | 35 毫米定焦镜头，F2 | 35 mm prime lens, f/2 | 扫街的焦段，全开也锐。 | The street focal length, sharp wide open. | 1299 | 310 | 定焦 镜头 prime lens
tripod charcoal brick | photo/accessories | 旅行三脚架，1.2 公斤 | Travel tripod, 1.2 kg | 收起来 40 厘米，拍星轨站得稳。 | Folds to 40 cm and stands still for star trails. | 459 | 1200 | 三脚架 星轨 tripod
strap walnut cream | photo/accessories | 手工编织相机背带 | Woven camera strap | 棉编不勒脖子，皮头越用越亮。 | Soft cotton on the neck, leather that ages well. | 119 | 110 | 相机背带 camera strap
satchel olive walnut | photo/accessories | 帆布相机包 | Canvas camera bag | 一机两镜，外面看不出是相机包。 | One body, two lenses, and nobody can tell. | 339 | 880 | 相机包 帆布包 camera bag
album pine cream | photo/prints | 粘贴式相册，40 页 | Stick-in album, 40 pages | 黑卡内页，自己贴，自己写。 | Black pages to fill and write on. | 96 | 780 | 相册 照片 album
frame oak oak | photo/prints | 橡木相框，A4 | Oak frame, A4 | 实木，能挂能立，配卡纸。 | Solid oak, hangs or stands, mount included. | 79 | 620 | 相框 照片 frame
paperbox navy sky | photo/prints | 棉质相纸，50 张 | Cotton photo paper, 50 sheets | 哑面棉浆，打出来有画的样子。 | Matt cotton that makes a print feel like a painting. | 138 | 680 | 相纸 冲印 photo paper
bookMoon navy lemon | books/art | 《夜里的街》摄影集 | Streets at Night, a photobook | 一个人走了十年夜路，拍下一百二十盏灯。 | Ten years of walking at night, a hundred and twenty lamps. | 128 | 920 | 摄影集 街拍 photobook
turntable walnut charcoal | music/records | 皮带唱机，带唱放 | Belt-drive turntable | 接上音箱就能听，胡桃木底座压得住震。 | Plug in speakers and listen; the walnut base takes the shake. | 1199 | 5200 | 唱机 黑胶 turntable
record teal ochre | music/records | 黑胶《山歌与河》民谣 | Hill Songs and the River, folk LP | 十首山里采来的歌，一把吉他。 | Ten songs from the hills and one guitar. | 168 | 320 | 黑胶唱片 民谣 folk
record plum brass | music/records | 黑胶《午夜三重奏》爵士 | Midnight Trio, jazz LP | 钢琴、低音、鼓，一遍录完，没有修。 | Piano, bass, drums, one take, nothing mended. | 188 | 320 | 黑胶唱片 爵士 jazz
headphones charcoal walnut | music/audio/headphones | 头戴降噪耳机 | Noise-cancelling headphones | 戴上地铁就安静了，一次充电四十小时。 | The underground goes quiet; forty hours a charge. | 799 | 260 | 头戴耳机 降噪 headphone
headphones cream clay | music/audio/headphones | 开放式监听耳机 | Open-back headphones | 声场宽，听古典像坐在第六排。 | A wide stage: classical from the sixth row. | 659 | 280 | 耳机 古典 headphone
earbuds white sky | music/audio/headphones | 真无线耳塞 | Wireless earbuds | 跑步不掉，通话清楚。 | Stay in on a run, clear on a call. | 299 | 52 | 耳塞 蓝牙 earbuds
speaker sage oak | music/audio/speakers | 便携蓝牙音箱 | Portable speaker | 防泼水，放在野餐布上响一下午。 | Splash-proof; plays a whole picnic. | 349 | 780 | 蓝牙音箱 野餐 speaker
loudspeaker walnut charcoal | music/audio/speakers | 书架音箱，一对 | Bookshelf speakers, pair | 五寸低音，胡桃木皮，书房里正好。 | Five-inch woofers in walnut, the right size for a study. | 1099 | 6400 | 书架箱 音响 loudspeaker
radio brick cream | music/audio/speakers | 木壳收音机 | Wooden radio | 转一下旋钮就有声音，不用连网。 | Turn the dial and it speaks; no network needed. | 279 | 1400 | 收音机 音箱 radio
guitar oak walnut | music/instruments/guitar | 民谣吉他，41 寸 | Folk guitar, 41 inch | 云杉面板，音准好，第一把就用它。 | Spruce top, true to pitch: a good first guitar. | 899 | 2100 | 民谣吉他 弹唱 guitar
guitar ochre walnut | music/instruments | 尤克里里，23 寸 | Ukulele, 23 inch | 四根弦，一个下午就会一首歌。 | Four strings, one song by the end of the afternoon. | 259 | 620 | 尤克里里 ukulele
kalimba walnut brass | music/instruments | 拇指琴，17 音 | Kalimba, 17 keys | 两个拇指，像小溪一样响。 | Two thumbs, and it sounds like a brook. | 139 | 540 | 卡林巴 拇指琴 kalimba
harmonica steel walnut | music/instruments | 十孔口琴，C 调 | Ten-hole harmonica in C | 揣进兜里的蓝调。 | The blues in a pocket. | 99 | 70 | 口琴 蓝调 harmonica
packet walnut orange | music/instruments/guitar | 磷铜吉他弦，一套 | Phosphor bronze strings, set | 手感顺，亮而不刺。 | Easy on the fingers, bright but not sharp. | 48 | 40 | 琴弦 吉他 strings
bookHills pine ochre | books/outdoors | 《慢慢上山》散文 | Slowly Uphill, essays | 二十座小山，每座写了什么都没发生的一天。 | Twenty small mountains, each a day when nothing happened. | 48 | 380 | 散文 登山 nature writing
bookLeaf cream pine | books/popular-science | 《阳台植物志》 | A Balcony Flora | 阳台上能遇到的一百种植物，手绘。 | A hundred plants you may meet on a balcony, drawn by hand. | 68 | 560 | 植物 博物 natural history
bookMoon plum cream | books/fiction/science-fiction | 《月背来信》科幻 | Letters from the Far Side, science fiction | 月球背面的电台，只收得到一个人。 | A radio behind the moon hears only one person. | 52 | 420 | 科幻 小说 science fiction
bookHouse navy brick | books/fiction/mystery | 《白墙旅馆》推理 | The White Wall Inn, mystery | 六个客人，五把钥匙，一场大雪。 | Six guests, five keys, one heavy snow. | 49 | 400 | 推理 悬疑 小说 mystery
bookBands sand brick | books/fiction | 《小镇邮差》小说 | The Town Postman, novel | 他把每封退信都读给河听。 | He reads every returned letter to the river. | 45 | 360 | 小说 文学 novel
bookBands sage cream | books/poetry | 《没有雨的六月》诗集 | June without Rain, poems | 五十首短诗，适合等人的时候读。 | Fifty short poems for waiting. | 39 | 220 | 诗集 诗歌 poetry
bookHouse clay cream | books/cookbooks | 《一人食，两菜一汤》 | Two Dishes and a Soup for One | 六十天不重样，超市里都买得到。 | Sixty days without repeats, all from the corner shop. | 58 | 520 | 菜谱书 食谱 cookbook
bookHills slate sky | books/history | 《一条河的两百年》 | Two Hundred Years of a River | 从渡口到大桥，一条河边的人。 | From ferry to bridge: the people of one river. | 76 | 640 | 历史 人文 history
bookmark brass pine | books/accessories | 黄铜书签，两枚 | Brass bookmarks, two | 薄得不伤书，越摸越亮。 | Thin enough to spare the page, brighter with use. | 36 | 40 | 书签 阅读 bookmark
booklight pine charcoal | books/accessories | 夹式阅读灯 | Clip-on reading light | 只照书页，不吵旁边睡着的人。 | Lights the page, not the sleeper beside you. | 69 | 90 | 书灯 阅读灯 book light
bookends charcoal navy | books/accessories | 铸铁书立，一对 | Iron bookends, pair | 一排大部头也推不动它。 | A row of thick volumes will not move them. | 88 | 1800 | 书立 书架 bookend
pen black charcoal | stationery/pens | 活塞钢笔，F 尖 | Piston fountain pen, fine nib | 一次吸满写一周，落笔就出墨。 | One filling writes a week, and starts at once. | 218 | 28 | 钢笔 书写 fountain pen
pen brick charcoal | stationery/pens | 口袋钢笔，EF 尖 | Pocket fountain pen, extra fine | 盖上十厘米，拔开一支整笔。 | Ten centimetres closed, full length open. | 128 | 18 | 钢笔 手账 fountain pen
ink navy black | stationery/pens/ink | 瓶装墨水“深湖” | Bottled ink, Deep Lake | 蓝里带一点绿，干得快。 | Blue with a little green, quick to dry. | 58 | 260 | 墨水 钢笔 ink
ink plum black | stationery/pens/ink | 瓶装墨水“桑葚” | Bottled ink, Mulberry | 写出来是紫的，放一晚上更深。 | Purple on paper, deeper overnight. | 58 | 260 | 墨水 彩墨 ink
notebook brick black | stationery/notebooks | A5 方格本，192 页 | A5 dot-grid notebook, 192 pages | 100 克纸，钢笔不洇，摊得平。 | 100 g paper: no bleed from a fountain pen, lies flat. | 59 | 340 | 笔记本 方格本 手账 notebook
notebook sage ochre | stationery/notebooks | 周计划手账 | Weekly planner | 左边一周，右边空白，写不满也不愧疚。 | The week on the left, nothing on the right, no guilt. | 79 | 310 | 手账 日程本 planner
pencils oak brick | craft/painting | 彩色铅笔，24 色 | Colouring pencils, 24 | 芯软，能叠色，卷帘布袋装。 | Soft cores that layer, in a canvas roll. | 88 | 320 | 彩铅 画画 pencil
pencilcase pine ochre | stationery/desk | 帆布笔袋 | Canvas pencil case | 立得住，口开得大，找笔不用翻。 | Stands up, opens wide, no digging. | 45 | 110 | 笔袋 文具 pencil case
sealing brick walnut | stationery/paper | 火漆印章套装 | Wax seal kit | 两支火漆、一枚叶子章，写信用。 | Two sticks of wax and a leaf seal, for letters. | 78 | 280 | 火漆 信纸 sealing wax
letter cream brick | stationery/paper | 棉浆信笺，20 套 | Cotton letter set, 20 | 信纸信封各二十，摸着像布。 | Twenty sheets, twenty envelopes, a touch like cloth. | 52 | 380 | 信纸 信封 letter
brush walnut brass | stationery/calligraphy | 兼毫毛笔与砚台 | Brush and ink stone | 软硬适中，练小楷正合适。 | Neither soft nor stiff: right for small script. | 96 | 620 | 毛笔 书法 calligraphy
tapes rose sky | stationery/desk | 和纸胶带，三卷 | Paper tape, three rolls | 撕了不留胶，手账里拼着贴。 | Peels clean; mix them in a journal. | 28 | 90 | 胶带 手账 washi tape
calendar brick brick | stationery/desk | 桌面台历 | Desk calendar | 每月一幅小山，看完翻过去写字。 | A small hill each month; write on the back. | 42 | 260 | 台历 桌面 calendar
gamebox pine lemon | games/board | 桌游《山谷商队》 | Valley Caravan, board game | 换货、修路、赶在雪前翻山，2 到 4 人，60 分钟。 | Trade, build roads, cross before the snow; 2 to 4 players, 60 minutes. | 198 | 1500 | 桌游 策略游戏 board game
gamebox navy orange | games/board | 桌游《灯塔》合作版 | Lighthouse, a cooperative game | 一起把四条船领回港，谁也别先走。 | Bring four ships home together; nobody leaves first. | 168 | 1300 | 桌游 合作游戏 cooperative
gamebox plum rose | games/board/party | 聚会猜词《三个字》 | Three Words, a party game | 只许说三个词，八个人能笑一晚上。 | Only three words allowed; eight people laugh all evening. | 88 | 640 | 聚会 猜词 party game
go oak white | games/board/classic | 围棋套装，新榧木 | Go set in spruce | 折叠棋盘，双面凸子，落子有声。 | Folding board, biconvex stones, a good click. | 239 | 4200 | 围棋 棋盘 weiqi
chess cream walnut | games/board/classic | 木质国际象棋 | Wooden chess set | 手雕马头，盘子一合就是盒子。 | Hand-carved knights; the board closes into a box. | 189 | 1900 | 国际象棋 棋盘 chess
cards navy ochre | games/cards | 亚麻面纸牌，两副 | Linen playing cards, two decks | 洗牌顺，不粘手。 | Shuffle well and never stick. | 32 | 210 | 纸牌 扑克 playing cards
dice teal plum | games/roleplaying | 多面骰套装 | Polyhedral dice set | 七粒金属骰，跑团用，掷下去有分量。 | Seven metal dice with weight for the table. | 66 | 150 | 骰子 跑团 dice
puzzle sky clay | games/puzzles | 千片拼图《梯田》 | Terraces, 1,000-piece jigsaw | 云南梯田，一个雨天拼得完。 | Yunnan terraces; a rainy day's work. | 86 | 780 | 拼图 益智 jigsaw
burr oak walnut | games/puzzles | 六根鲁班锁 | Six-piece burr puzzle | 拆开三秒，装回去三天。 | Three seconds apart, three days together. | 48 | 230 | 鲁班锁 益智 puzzle
blocks brick navy | games/building | 榉木积木，40 块 | Beech bricks, 40 | 打磨过的圆角，水性漆。 | Rounded corners, water-based colours. | 138 | 1600 | 积木 玩具 bricks
kite brick teal | games/outdoor | 菱形风筝，带线轮 | Diamond kite with reel | 三级风就起，尾巴会写字。 | Flies in a light breeze and writes with its tail. | 59 | 240 | 风筝 户外 kite
disc orange white | games/outdoor | 软边飞盘 | Soft-rim disc | 接了不疼，草地上扔一下午。 | Kind to the hands; an afternoon on the grass. | 39 | 175 | 飞盘 草地 frisbee
plush oak cream | games/plush | 毛绒小熊“栗子” | Chestnut, a soft bear | 坐着二十六厘米，抱着正好。 | Twenty-six centimetres sitting down, just right to hold. | 96 | 320 | 毛绒 玩偶 plush
catpost sand cream | pets/cats | 剑麻猫抓柱 | Sisal scratching post | 底座沉，抓不倒，沙发得救了。 | A heavy base that stays up; the sofa is saved. | 129 | 3200 | 猫抓板 猫 scratching post
petbed sage cream | pets/cats | 圆形猫窝 | Round pet bed | 绒面，边沿能枕头，机洗不变形。 | Plush with a rim for a pillow; machine-washable. | 119 | 980 | 猫窝 宠物窝 pet bed
petbowl cream clay | pets/supplies | 斜口陶瓷宠物碗 | Tilted ceramic pet bowl | 有坡度，不累脖子，推不走。 | Tilted to spare the neck; does not slide. | 56 | 720 | 宠物碗 食盆 pet bowl
can teal cream | pets/food | 三文鱼猫罐头，6 罐 | Salmon cat food, 6 cans | 肉看得见，不加胶。 | Meat you can see, no gum. | 66 | 620 | 猫罐头 宠物食品 cat food
leash brick walnut | pets/dogs | 攀岩绳牵引绳与项圈 | Climbing rope leash and collar | 软而结实，扣子一按就开。 | Soft and strong, with a clip that opens at a press. | 89 | 260 | 牵引绳 遛狗 leash
bone cream brick | pets/dogs | 橡胶咬骨与弹力球 | Rubber bone and ball | 磨牙不掉渣，球能漂在水上。 | No crumbs from the bone, and the ball floats. | 45 | 210 | 狗玩具 狗 dog toy
aquarium orange ochre | pets/fish | 超白玻璃小鱼缸，12 升 | Clear glass tank, 12 l | 带静音过滤，书桌上养三条鱼。 | A silent filter; three fish on the desk. | 199 | 3800 | 鱼缸 水族 aquarium
`
