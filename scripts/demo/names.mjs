/**
 * Names as people of many places write them: order, script and number of parts differ, some have one name only. What a
 * search for display names has to stand.
 */

/** @type {readonly { weight: number, given: readonly string[], family: readonly string[], write: (given: string, family: string) => string }[]} */
const CULTURES = [
  culture(
    14,
    'Alice Oliver Grace Jack Amelia George Isla Harry Freya Theo Aoife Callum Niamh Rhys Siân Maeve',
    "Smith Jones Taylor Brown Davies Evans O'Brien Walsh MacLeod Murphy Hughes Clarke Wright Doyle",
  ),
  culture(
    8,
    'Jürgen Anna Lukas Sophie Björn Käthe Felix Greta Matthias Änne Jörg Liesel',
    'Müller Schröder Weiß Strauß Fischer Köhler Bäcker Krüger Vogel Großmann Hoffmann',
  ),
  culture(
    7,
    'Chloé François Zoé Loïc Agnès Émile Noël Céline Maël Inès Gaëlle Théo',
    'Lefèvre Dubois Moreau Gauthier Béranger Lemaître Roux Fournier Mercier Hébert',
  ),
  culture(
    8,
    'María José Lucía Íñigo Sofía Andrés Begoña Martín Ángela Joaquín Ximena Nicolás',
    'García_López Núñez_Peña Fernández_Ruiz Muñoz_Díaz Ibáñez_Vega Ortega_Gil Rodríguez Castaño_Cruz',
  ),
  culture(
    6,
    'João Inês António Conceição Luís Beatriz Thiago Letícia',
    'da_Silva dos_Santos Gonçalves Araújo Simões Pereira Conceição',
  ),
  culture(
    4,
    'Łukasz Agnieszka Wojciech Małgorzata Zbigniew Żaneta Stanisław',
    'Wiśniewski Dąbrowska Zieliński Wójcik Jabłoński Łuczak',
  ),
  culture(3, 'Jiří Kateřina Ondřej Tereza Přemysl Žaneta', 'Novák Dvořáková Černý Procházková Kučera Říhová'),
  culture(
    4,
    'Åsa Søren Sigríður Øyvind Linnéa Mikko Päivi Freyja',
    'Ångström Sørensen Jónsdóttir Håkansson Mäkinen Østergård',
  ),
  culture(3, 'Ayşe Mehmet Gülşen İbrahim Çağla Oğuz Şule', 'Yılmaz Öztürk Çelik Şahin Işık Güneş'),
  culture(5, 'Иван Ольга Дмитрий Анастасия Сергей Наталья', 'Иванов Кузнецова Смирнов Лебедева Воронов'),
  culture(3, 'Олена Тарас Їжак Софія Андрій', 'Шевченко Коваленко Гриценко Бондаренко'),
  culture(3, 'Γιώργος Ελένη Νίκος Αθηνά Σωκράτης', 'Παπαδόπουλος Οικονόμου Γεωργίου Αντωνίου'),
  culture(6, 'محمد فاطمة أحمد عائشة يوسف مريم', 'الحسن_الشريف المصري_عبد القاسم بن_علي الخطيب'),
  culture(3, 'דוד שרה יוסף נועה אברהם תמר', 'כהן לוי מזרחי פרץ ביטון'),
  culture(3, 'آرش نرگس کوروش پریسا', 'رضایی حسینی احمدی موسوی'),
  culture(7, 'आरव अनन्या रोहन प्रिया विक्रम', 'शर्मा पटेल वर्मा गुप्ता सिंह'),
  culture(4, 'Priya Arjun Lakshmi Venkatesh Aishwarya Harpreet', 'Iyer Nair Kaur Chatterjee Reddy Mukherjee'),
  culture(8, '伟 秀英 娜 敏 浩然 子涵', '王 李 张 刘 陈 欧阳', (given, family) => `${family}${given}`),
  culture(5, '太郎 花子 さくら 健太 美咲', '佐藤 鈴木 高橋 田中 渡辺', (given, family) => `${family} ${given}`),
  culture(4, '민준 서연 지훈 하은 도윤', '김 이 박 최 정', (given, family) => `${family}${given}`),
  culture(
    4,
    'Văn_Anh Thị_Hương Minh_Đức Quỳnh_Như',
    'Nguyễn Trần Lê Phạm Đặng',
    (given, family) => `${family} ${given}`,
  ),
  culture(2, 'สมชาย มาลี ณัฐพล กนกวรรณ', 'ศรีสุข ทองดี แสงอรุณ'),
  culture(4, 'Chinedu Ọlámidé Ngọ́zi Adébáyọ̀ Wanjikũ Sipho Amahle', 'Okafor Adéyẹmí Mwangi Dlamini Nkosi Ọbaseki'),
  culture(2, 'አበበ ሰላም ታደሰ', 'ከበደ ገብረ አለሙ'),
  culture(3, 'Zsófia Bence Eszter Győző', 'Szűcs Nagy Horváth Kővári', (given, family) => `${family} ${given}`),
  culture(3, 'Sukarno Suharti Wulandari Budi', '-', (given) => given),
  culture(2, 'Keanu Leilani Kaʻiulani', 'Kealoha Kahananui Kamakawiwoʻole'),
  culture(1, 'Robin Sam Alex Kim', '🦊 🌻 ⚡️ 👩🏽‍💻', (given, family) => `${given} ${family}`),
];

/**
 * @param {number} weight
 * @param {string} given separated by spaces, `_` is a space within one
 * @param {string} family
 * @param {(given: string, family: string) => string} [write]
 */
function culture(weight, given, family, write = (first, last) => `${first} ${last}`) {
  const list = (/** @type {string} */ text) => text.split(' ').map((name) => name.replaceAll('_', ' '));
  return { weight, given: list(given), family: list(family), write };
}

const WEIGHTED = CULTURES.map((entry) => /** @type {const} */ ([entry, entry.weight]));

/** @param {import('./random.mjs').Random} random @returns {string} */
export function displayName(random) {
  const { given, family, write } = random.weigh(WEIGHTED);
  return write(random.pick(given), random.pick(family));
}
