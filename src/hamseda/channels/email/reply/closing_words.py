"""The words of signatures and of notices below mails; all in normal form."""

from typing import Final

from hamseda.kit.persian import normalise


def _listed(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(word) for word in words.split("|") if word.strip()))


SENT_FROM: Final = _listed(
    "sent from|sent via|sent using|sent with|sent by|get outlook for|download outlook|sent on the go|sent through|"
    "ارسال شده از|ارسال‌شده از|ارسال شده با|ارسال‌شده با|ارسال شده توسط|ارسال‌شده توسط|ارسال شده به وسیله|ارسالی از|"
    "ارسال از|فرستاده شده از|فرستاده‌شده از|فرستاده شده با|فرستاده‌شده با|دریافت outlook|اوت‌لوک را برای|"
    "gesendet von|gesendet mit|gesendet über|gesendet aus|von meinem|von meiner|diese nachricht wurde von meinem|"
    "envoyé de|envoyé depuis|envoyé à partir|envoyé par|envoyé avec|télécharger outlook|obtenez outlook|"
    "enviado desde|enviado de|enviado do|enviado pelo|enviado a partir|enviado via|enviado con|obtener outlook|"
    "obtenga outlook|obter o outlook|inviato da|inviato dal|inviato con|inviata da|ottieni outlook|scarica outlook|"
    "verzonden vanaf|verzonden vanuit|verzonden met|verstuurd vanaf|verstuurd vanuit|outlook voor|skickat från|"
    "skickades från|sendt fra|hent outlook|lähetetty|hanki outlook|wysłane z|wysłano z|pobierz program outlook|"
    "odesláno z|odoslané z|poslano z|отправлено с|отправлено из|отправлено со|надіслано з|изпратено от|послато са|"
    "أرسلت من|تم الإرسال من|مرسل من|أرسل من|أُرسِلت من|מאת ה|נשלח מ|trimis de pe|στάλθηκε από|dikirim dari|"
    "发自我的|发自|從我的|从我的|傳送自|寄自|được gửi từ|ส่งจาก|küldve|iphone-omról|saadetud|išsiųsta iš"
)
SENT_BY_END: Final = _listed(
    "gönderildi|gesendet|から送信|에서 보냄|에서 전송|发送|發送|傳送|küldve|ارسال شد|ارسال شده|ارسال شده است|"
    "ارسال‌شده|ارسال‌شده است|فرستاده شد|فرستاده شده|فرستاده شده است|ارسال می‌شود"
)
FROM_WITH: Final = _listed(
    "از|با|توسط|به وسیله|بوسیله|从|從|iphone|ipad|android|samsung|von|gmail|yahoo|outlook"
)
"""How such a line begins where its verb comes last."""

DEVICES: Final = _listed(
    "iphone|ipad|ipod|ios|android|samsung|galaxy|huawei|xiaomi|redmi|poco|nokia|blackberry|oneplus|pixel|motorola|"
    "phone|mobile|smartphone|tablet|outlook|yahoo|gmail|mail|proton|spark|tutanota|k-9|aqua|superhuman|آیفون|ایفون|"
    "آی فون|آیپد|آی‌پد|ایپد|آیپاد|اندروید|سامسونگ|گلکسی|گوشی|تلفن|موبایل|همراه|تبلت|هواوی|هوآوی|شیائومی|شیاومی|"
    "نوکیا|یاهو|جیمیل|اوت‌لوک|آوت‌لوک|ایمیل|handy|smartphone|tablette|móvil|movil|celular|cellulare|telefon|"
    "telefone|teléfono|téléphone|mobil|puhelin|telefonu|телефон|смартфон|почты|почта|الهاتف|هاتف|جوال|הטלפון|"
    "手机|手機|휴대|携帯"
)
EXCUSES: Final = _listed("brevity|typos|excuse|brief|autocorrect|<http|aka.ms|auf|app|پوزش|کوتاهی|غلط")

CLOSINGS: Final = _listed(
    "با احترام|با تشکر|باتشکر|با سپاس|باسپاس|سپاس|متشکرم|ممنون|تشکر|ارادتمند|با احترام فراوان|با احترام و تشکر|"
    "با تشکر و احترام|با تشکر فراوان|با سپاس فراوان|با آرزوی موفقیت|best regards|kind regards|regards|best|"
    "warm regards|sincerely|yours sincerely|yours faithfully|thanks|thank you|many thanks|cheers|best wishes|"
    "mit freundlichen grüßen|viele grüße|freundliche grüße|mfg|cordialement|bien cordialement|saludos|"
    "saludos cordiales|un saludo|atentamente|cordiali saluti|distinti saluti|atenciosamente|abraços|"
    "met vriendelijke groet|groeten|med vänlig hälsning|med venlig hilsen|vennlig hilsen|terveisin|pozdrawiam|"
    "s pozdravem|с уважением|saygılarımla|مع التحية|تحياتي|مع خالص التحية|بברכה|此致|敬具"
)
ROLES: Final = _listed(
    "مدیر|مدیریت|مدیرعامل|شرکت|کارشناس|رئیس|معاون|مسئول|واحد|گروه|سازمان|دانشگاه|فروشگاه|manager|director|engineer|"
    "ceo|cto|head of|ltd|inc|gmbh|llc|co|company|corp|department|university|sales|consultant|officer|specialist|"
    "geschäftsführer|directeur|gerente|responsabile"
)

NOTICE: Final = _listed(
    "confidential|privileged|intended|recipient|addressee|disclos|unauthori|distribut|prohibited|in error|delete|"
    "notify|sender|attachments|copying|dissemination|vertraulich|empfänger|unbefugt|absender|vernichten|löschen|"
    "confidentiel|destinataire|divulgation|erreur|détruire|expéditeur|confidencial|destinatario|prohibid|"
    "riservat|cancell|mittente|محرمانه|گیرنده|افشا|غیرمجاز|غیر مجاز|انتشار|پیوست|حذف|فرستنده|مخاطب|اشتباه|مطلع|"
    "конфиденц|получател|отправител|удал|gizli|alıcı|yetkisiz|سرية|المستلم|الإفصاح"
)
NOTICE_OPENERS: Final = _listed(
    "this email has been checked for viruses|this email has been scanned|virus-free|scanned by|avast|avg|"
    "this message was scanned|"
    "please consider the environment|think before you print|before printing|لطفا پیش از چاپ|لطفا قبل از چاپ|"
    "به فکر محیط زیست|you received this message because you are subscribed|you are receiving this because|"
    "to unsubscribe from this group|to unsubscribe|unsubscribe:|to view this discussion|mailing list|"
    "این ایمیل توسط آنتی‌ویروس|این ایمیل با آنتی‌ویروس|این ایمیل برای ویروس|diese e-mail wurde von avast|"
    "l'absence de virus|este correo electrónico ha sido comprobado"
)
POSTSCRIPTS: Final = _listed("p.s|ps:|ps.|p.s.|پ.ن|پ ن|پی‌نوشت|پی نوشت|n.b|nb:")
