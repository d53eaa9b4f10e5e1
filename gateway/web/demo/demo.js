/*
 * Words of the demo shop. The page is English as it stands; `?lang=` chooses another language before
 * the widget's script looks at <html lang>, which is how a real shop's page would tell it.
 */

const TEXTS = {
  de: {
    skip: 'Zum Inhalt', languages: 'Sprachen',
    demo: 'Dies ist ein Vorführ-Shop. Hier wird nichts verkauft, aber der Chat ist echt.',
    console: 'Zur Konsole für Mitarbeitende',
    title: 'Schönes und Nützliches für den Garten',
    lead: 'Werkzeug, das hält, Samen, die aufgehen, und Menschen, die antworten, wenn ein Paket auf sich warten lässt.',
    ask: 'Drücken Sie den Knopf in der Ecke und fragen Sie zum Beispiel:',
    example1: 'Wo bleibt meine Bestellung?', example2: 'Ich möchte die Gartenschere zurückgeben.', example3: 'Ich möchte mit einem Menschen sprechen.',
    orders: 'Bestellungen zum Ausprobieren',
    orders_how: 'Der Chat fragt das Bestellsystem dieses Shops. Nennen Sie ihm eine dieser Nummern:',
    o1: 'verschickt, kommt morgen an', o2: 'wird gepackt: noch zu stornieren oder umzuleiten', o3: 'zugestellt, eine Erstattung ist unterwegs',
    o4: 'verspätet sich um einige Tage', o5: 'storniert, das Geld ist zurück',
    orders_note: 'Andere Nummern gibt es nicht. Ihre Änderungen sind nach einer Stunde vergessen.',
    products: 'Für diese Jahreszeit',
    p1: 'Gießkanne, 5 l', p2: 'Gartenschere', p3: 'Basilikum im Tontopf', p4: 'Sonnenblumensamen', p5: 'Nistkasten', p6: 'Handschuhe, Größe 8',
    embed: 'Mehr braucht es nicht', embed_how: 'Eine Zeile am Ende der Seite bringt den Chat in jeden Shop:',
    promise: 'Solange der Knopf nicht gedrückt wurde, wird nichts in Ihrem Browser gespeichert und keine Verbindung aufgebaut.',
    footer: 'Northwind Garden gibt es nicht. Die Seite zeigt Frontdesk, einen Kundenchat, den Sie selbst betreiben.',
  },
  fr: {
    skip: 'Aller au contenu', languages: 'Langues',
    demo: 'Ceci est une boutique de démonstration. Rien n’est à vendre, mais le chat fonctionne vraiment.',
    console: 'Ouvrir la console des conseillers',
    title: 'De belles choses pour le jardin',
    lead: 'Des outils qui durent, des graines qui lèvent, et des personnes qui répondent quand un colis se fait attendre.',
    ask: 'Cliquez sur le bouton dans le coin et demandez par exemple :',
    example1: 'Où est ma commande ?', example2: 'Je voudrais retourner le sécateur.', example3: 'Je veux parler à une personne.',
    orders: 'Des commandes pour essayer',
    orders_how: 'Le chat interroge le système de commandes de cette boutique. Donnez-lui l’un de ces numéros :',
    o1: 'expédiée, arrive demain', o2: 'en préparation : peut encore être annulée ou livrée ailleurs', o3: 'livrée, un remboursement est en cours',
    o4: 'retardée de quelques jours', o5: 'annulée et remboursée',
    orders_note: 'Aucun autre numéro n’existe. Vos changements sont oubliés au bout d’une heure.',
    products: 'En cette saison',
    p1: 'Arrosoir, 5 l', p2: 'Sécateur', p3: 'Basilic en pot de terre', p4: 'Graines de tournesol', p5: 'Nichoir', p6: 'Gants, taille 8',
    embed: 'Il n’en faut pas plus', embed_how: 'Une ligne à la fin de la page suffit pour ajouter le chat à une boutique :',
    promise: 'Tant que le bouton n’a pas été pressé, rien n’est enregistré dans votre navigateur et aucune connexion n’est ouverte.',
    footer: 'Northwind Garden n’existe pas. Cette page présente Frontdesk, un chat de service client que vous hébergez vous-même.',
  },
  'zh-Hant': {
    skip: '跳至主要內容', languages: '語言',
    demo: '這是示範商店，不販售任何商品，但客服對話是真的。',
    console: '開啟客服人員主控台',
    title: '為庭院挑選的好東西',
    lead: '耐用的工具、發得了芽的種子，還有包裹遲到時會回覆您的人。',
    ask: '請按右下角的按鈕，試著問問看：',
    example1: '我的訂單到哪裡了？', example2: '我想退回園藝剪。', example3: '我要轉接真人客服。',
    orders: '可以試問的訂單',
    orders_how: '客服對話會查詢這家商店的訂單系統，請輸入以下任一訂單編號：',
    o1: '已出貨，明天送達', o2: '備貨中，仍可取消或更改收件地址', o3: '已送達，退款處理中', o4: '延遲數日', o5: '已取消，款項已退回',
    orders_note: '沒有其他訂單編號。您所做的變更會在一小時後還原。',
    products: '當季商品',
    p1: '澆水壺 5 公升', p2: '園藝剪', p3: '陶盆羅勒', p4: '向日葵種子', p5: '鳥巢箱', p6: '園藝手套 8 號',
    embed: '只要一行', embed_how: '在頁面結尾加上這一行，任何商店都能使用客服對話：',
    promise: '在您按下按鈕之前，瀏覽器不會儲存任何資料，也不會建立連線。',
    footer: 'Northwind Garden 並不存在，這裡展示的是可自行架設的客服對話系統 Frontdesk。',
  },
  'zh-Hans': {
    skip: '跳到主要内容', languages: '语言',
    demo: '这是演示商店，不出售任何商品，但客服对话是真实可用的。',
    console: '打开客服工作台',
    title: '给花园的好物',
    lead: '耐用的工具、能发芽的种子，以及快递迟到时会回复您的人。',
    ask: '点击右下角的按钮，试着问一问：',
    example1: '我的订单到哪儿了？', example2: '我想退掉园艺剪刀。', example3: '我要转人工客服。',
    orders: '可以试着查询的订单',
    orders_how: '客服对话会查询这家商店的订单系统，请输入下面任意一个订单号：',
    o1: '已发货，明天送达', o2: '正在备货，仍可取消或修改收货地址', o3: '已签收，退款处理中', o4: '延迟几天', o5: '已取消，已退款',
    orders_note: '没有其他订单号。您所做的更改会在一小时后恢复。',
    products: '当季商品',
    p1: '浇水壶 5 升', p2: '园艺剪刀', p3: '陶盆罗勒', p4: '向日葵种子', p5: '鸟巢箱', p6: '园艺手套 8 号',
    embed: '只需一行', embed_how: '在页面末尾加上这一行，任何商店都能接入客服对话：',
    promise: '在您点击按钮之前，浏览器不会存储任何数据，也不会建立连接。',
    footer: 'Northwind Garden 并不存在，这里展示的是可自行部署的客服对话系统 Frontdesk。',
  },
};

const asked = new URLSearchParams(location.search).get('lang');
const lang = asked in TEXTS ? asked : 'en';
const texts = TEXTS[lang] ?? {};

document.documentElement.lang = lang;
for (const node of document.querySelectorAll('[data-t]')) {
  if (texts[node.dataset.t]) node.textContent = texts[node.dataset.t];
}
for (const node of document.querySelectorAll('[data-label]')) {
  if (texts[node.dataset.label]) node.setAttribute('aria-label', texts[node.dataset.label]);
}
for (const node of document.querySelectorAll('nav a')) {
  if (node.lang === lang) node.setAttribute('aria-current', 'true');
}
const price = new Intl.NumberFormat(lang, { style: 'currency', currency: 'EUR' });
for (const node of document.querySelectorAll('[data-price]')) {
  node.textContent = price.format(Number(node.dataset.price));
}
const snippet = document.getElementById('snippet');
snippet.textContent = `<script src="${location.origin}/widget.js" data-locale="${lang}" async></script>`;
