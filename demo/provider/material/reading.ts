/** 方棋: reading, stationery and board games. How to read it: `../material.ts`. */
export const READING = `
# books/fiction | 小说, 长篇, 推理 | fiction, novel, mystery
推理小说 ~ mystery novel; 科幻短篇集 ~ science fiction stories; 长篇小说 ~ novel; 双语短篇 ~ bilingual short stories; 侦探小说套装 ~ detective novel set; 口袋书 ~ pocket paperback
+ 凶手在第三章就出场了，我居然给他倒过茶。
+ 一本长篇读了四个月，读完像送走一位房客。
> Guessed the murderer on page 40. Was wrong until page 300.
# books/essays | 散文, 随笔, 游记 | essays, memoir, travel writing
散文集 ~ essay collection; 旅行随笔 ~ travel essays; 作家书信集 ~ letters of a writer; 自然笔记 ~ nature notebook essays; 饮食随笔 ~ food essays; 诗集 ~ book of poems
+ 散文适合站着读，等水开、等车、等人。
+ 在旧书店遇到一本书信集，上一位读者画了很多线。
> A memoir about lighthouses. Sounds dull, is not.
# books/accessories | 书签, 书灯, 阅读架 | bookmarks, book light, book stand
夹书小灯 ~ clip book light; 木质阅读架 ~ wooden book stand; 黄铜书签 ~ brass bookmark; 棉布书套 ~ cotton book cover; 金属书立 ~ metal bookends; 藏书票 ~ bookplates
+ 书灯夹上，全屋就剩这一页亮着。
+ 黄铜书签有点沉，像一个认真的句号。
> A clip light, a blanket, forty pages. Goodnight.
# stationery/pens | 钢笔, 墨水, 笔尖 | fountain pen, ink, nib
活塞钢笔 ~ piston fountain pen; 松烟色墨水 ~ pine soot ink; 中性笔 ~ gel pen; 木杆铅笔 ~ wooden pencils; 吸墨纸 ~ blotting paper; 帆布笔帘 ~ canvas pen roll
+ 换了细尖，字忽然变得有礼貌。
+ 洗钢笔洗到水清，要二十分钟，刚好听完一张专辑。
> New ink, a green that is nearly black. Letters to everybody this week.
# stationery/notebooks | 笔记本, 手账, 方格本 | notebook, journal, dot grid
点阵笔记本 ~ dot grid notebook; 布面日程本 ~ cloth planner; 空白手账本 ~ blank journal; 旅行本 ~ traveller notebook; 便携口袋本 ~ pocket notebook; 五年日记 ~ five-year diary
+ 手账写到最后一页，封面比我老。
+ 每天三行，写了一百天，回头看全是吃的。
> Three lines a day, a hundred days. Mostly about lunch.
# stationery/paper | 信纸, 明信片, 火漆 | letter paper, postcards, sealing wax
火漆套装 ~ sealing wax set; 手工信纸 ~ handmade letter paper; 城市明信片 ~ city postcards; 牛皮信封 ~ kraft envelopes; 纪念邮票 ~ stamps; 和纸胶带 ~ washi tape
+ 寄出五张明信片，有一张比我先到家。
+ 火漆盖歪了，也不重来，歪的才是我寄的。
> Wrote a real letter. Waited nine days. Got a real answer.
# stationery/desk | 桌面, 文具, 笔袋 | desk, pencil case, desk mat
羊毛毡桌垫 ~ felt desk mat; 卷轴笔袋 ~ roll pencil case; 黄铜直尺 ~ brass ruler; 胶带切割器 ~ tape dispenser; 桌面台历 ~ desk calendar; 回形针罐 ~ paper clip jar
+ 桌上只留一支笔、一本书、一杯水，坐下就想开始。
+ 黄铜尺氧化了，刻度反而更好看。
> Cleared the desk. Found four rulers and a deadline.
# games/board | 桌游, 策略游戏, 骰子 | board games, strategy game, dice
德式策略桌游 ~ strategy board game; 合作解谜桌游 ~ cooperative puzzle game; 卡牌保护套 ~ card sleeves; 骰子盘 ~ dice tray; 桌游收纳盒 ~ board game organiser; 双人桌游 ~ two-player game
+ 周五桌游夜，六个人四个小时，最后差一分。
+ 合作桌游的乐趣是：输也一起输。
> Lost the last round by one point and a bad die. Rematch on Friday.
# games/puzzles | 拼图, 鲁班锁, 解谜 | jigsaw, puzzle, brain teaser
一千片拼图 ~ thousand-piece jigsaw; 鲁班锁 ~ burr puzzle; 三阶魔方 ~ puzzle cube; 拼图毯 ~ jigsaw mat; 密码解谜书 ~ puzzle book; 木质华容道 ~ sliding block puzzle
+ 一千片拼图，最后少一片，在猫的窝里。
+ 鲁班锁拆开容易，装回去是另一门学问。
> The sky is always last. Two hundred pieces of the same blue.
# games/cards | 纸牌, 象棋, 围棋 | card games, chess, weiqi
便携象棋 ~ travel xiangqi set; 磁性国际象棋 ~ magnetic chess set; 棉纸扑克 ~ linen playing cards; 竹制围棋盘 ~ bamboo weiqi board; 聚会猜词卡 ~ party word cards; 计时棋钟 ~ chess clock
+ 跟父亲下象棋，他让我一个马，我还是输。
+ 围棋课第三周，终于看懂什么叫“厚”。
> Chess in the park: lost to a man of eighty and learned three things.
`
