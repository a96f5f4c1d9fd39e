"""The words with which mail programs announce a quote, in the languages that they speak; all in normal form."""

from typing import Final

from hamseda.kit.persian import normalise


def _listed(words: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in words.split("|") if word.strip())


WROTE: Final = _listed(
    "نوشت|نوشته|نوشته‌است|نوشتند|نوشته‌اند|می‌نویسد|مینویسد|مرقوم|wrote|writes|written|said|schrieb|geschrieben|"
    "schreef|geschreven|schrijft|écrit|écrivait|écrivit|escribió|escribio|escribía|escrito|escreveu|scritto|scrisse|"
    "skrev|skrifaði|skrifar|kirjoitti|kirjutas|napisał|napisała|napisał(a)|pisze|napsal|napsala|napsal(a)|píše|napísal|"
    "napísal(a)|napisao|napisala|napisao/la|napisal|пише|написа|писал|писала|писал(а)|пишет|написал|написала|написал(а)|"
    "пишете|написав|пише|піша|yazdı|yazmış|yazmıştır|yazdi|yazıb|كتب|كتبت|كتب/ت|كتبته|נכתב|כתב|כתבה|כתב/ה|írta|ezt|"
    "scris|a scris|rašė|rakstīja|έγραψε|έγραψες|menulis|ditulis|menulis:|viết|เขียนว่า|เขียน|लिखा|লিখেছেন|"
    "напісаў|напиша|skreiv|skreau|schreift|escribiu|skrivaði|скрив|nivîsî|scribite|skrivet|ysgrifennodd|yozgan|"
    "escriure|idatzi|scríobh|skryf|shkroi|գրել|დაწერა|نووسی|yozdi"
)
"""The word for "wrote"; short ones that are words of other languages too count only beside a date and a name."""

WROTE_WITHIN: Final = (
    "写道",
    "寫道",
    "撰寫",
    "来信",
    "寫到",
    "写到",
    "쓴 내용",
    "書きました",
    "のメッセージ",
    "wrote:",
    "작성",
    "썼습니다",
    "쓴 글",
    "เขียน",
)
"""The same in scripts that put no spaces between words: looked for inside the line."""

OPENERS: Final = _listed(
    "on|در|در تاریخ|روز|به تاریخ|بتاریخ|am|den|le|el|il|em|no|na|w dniu|dnia|dne|dňa|op|pe|la|à|в|у|on the|i|"
    "në|pada|vào|เมื่อ|في|بتاريخ|بتاریخ|يوم|בתאריך|ב-|ביום|στις|em|den|d.|op|a|az|il giorno|le|在|於|于|"
    "a las|tarihinde|kell|datum|----|-----|from"
)
"""What an attribution begins with when it does not begin with the date."""

BY: Final = _listed("by|von|från|fra|از|от|від|من|door|od|da|de|par|kutoka|מאת|by:")

FROM: Final = _listed(
    "from|از|از طرف|فرستنده|von|de|da|van|från|fra|lähettäjä|od|nadawca|от|від|от кого|kimden|gönderen|من|المرسل|"
    "מאת|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|expéditeur|remitente|mittente|afzender|absender|avsändare|"
    "afsender|remetente|feladó|expeditor|de la|από|odesílatel|sender|dari|từ|จาก|saatja|nuo|no|pošiljatelj|από"
)
SENT: Final = _listed(
    "sent|ارسال|ارسال‌شده|ارسال شده|ارسال شد|ارسال در|تاریخ ارسال|فرستاده شده|فرستاده‌شده|زمان ارسال|gesendet|envoyé|"
    "envoyé le|envoyée|date d'envoi|enviado|enviado el|enviada em|enviado em|inviato|inviata|verzonden|skickat|sendt|"
    "lähetetty|wysłano|wysłane|odesláno|odoslané|poslano|отправлено|отправлен|надіслано|gönderildi|gönderme tarihi|"
    "gönderilme tarihi|أرسلت|تم الإرسال|تاريخ الإرسال|נשלח|发送时间|发送日期|寄件日期|傳送時間|送信日時|보낸 날짜|elküldve|"
    "trimis|στάλθηκε|dikirim|đã gửi|sent at|saadetud|sent on"
)
"""Labels that only mails have; those of any date are apart."""
DATE: Final = _listed(
    "date|تاریخ|زمان|datum|fecha|data|dato|päivämäärä|päiväys|дата|tarih|التاريخ|تاريخ|תאריך|日期|時間|时间|日時|日付|날짜|"
    "dátum|ημερομηνία|tanggal|ngày|ส่ง|วันที่|kuupäev"
)
TO: Final = _listed(
    "to|به|گیرنده|گیرندگان|an|à|a|para|pour|per|aan|naar|till|til|vastaanottaja|do|dla|komu|кому|до|kime|alıcı|إلى|الى|"
    "אל|收件人|收件者|宛先|받는 사람|받는사람|destinataire|destinatario|destinatário|destinatari|empfänger|címzett|către|"
    "catre|pentru|προς|za|prima|kepada|đến|ถึง|kam|saaja|adresat|adresát|mottagare|modtager|mottaker|ontvanger"
)
SUBJECT: Final = _listed(
    "subject|موضوع|عنوان|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|"
    "тема|konu|الموضوع|נושא|主题|主旨|主題|件名|제목|tárgy|subiect|θέμα|naslov|perihal|subjek|chủ đề|เรื่อง|teema|"
    "tēma|tema|re"
)
COPY: Final = _listed(
    "cc|bcc|رونوشت|رونوشت به|کپی|کپی به|copie|copie à|kopie|kopia|копия|копія|bilgi|نسخة|نسخة كربونية|עותק|抄送|"
    "副本|참조|reply-to|reply to|پاسخ به|antwort an|másolat|kopio|kopi|kopi til|c.c.|attachments|پیوست|پیوست‌ها|anlagen|"
    "importance|اهمیت|priority|organization|سازمان|message-id|resent-from|newsgroups|گروه‌های خبری"
)

FORWARDED: Final = _listed(
    "forwarded message|forwarded mail|forwarded by|begin forwarded message|fwd|weitergeleitete nachricht|"
    "weitergeleitete mail|anfang der weitergeleiteten|message transféré|courriel transféré|début du message|"
    "message réexpédié|mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|"
    "mensagem encaminhada|mensagem reencaminhada|início da mensagem|doorgestuurd bericht|begin doorgestuurd|"
    "vidarebefordrat|vidarebefordrade|videresendt|videresendte|välitetty viesti|edelleenlähetetty|wiadomość przekazana|"
    "przekazana wiadomość|przesłana dalej|treść przekazanej|přeposlaná zpráva|přeposlaná|preposlaná|пересланное|"
    "пересылаемое|начало переадресованного|переслане|iletilen mesaj|iletilen ileti|yönlendirilen|الرسالة المعاد|"
    "رسالة معاد|الرسالة المحولة|رسالة محولة|رسالة مُعاد|הודעה שהועברה|转发的邮件|轉寄的郵件|轉寄郵件|转发邮件|転送メッセージ|"
    "転送された|전달된 메시지|továbbított|mesaj redirecționat|προωθημένο|پیام ارجاع|پیام ارجاعی|پیام هدایت|پیام ارسال مجدد|"
    "پیام فوروارد|پیام باز‌ارسال|پیام بازارسال|پیام بازفرستاده|پیام هدایت‌شده|پیام ارسالی|نامه ارجاعی|ایمیل فوروارد|"
    "فوروارد شده|forward|پیام فرستاده شده"
)
ORIGINAL: Final = _listed(
    "original message|original mail|original email|original appointment|reply message|پیام اصلی|پیغام اصلی|نامه اصلی|"
    "ایمیل اصلی|متن اصلی|پیام اولیه|ursprüngliche nachricht|originalnachricht|original-nachricht|original nachricht|"
    "message d'origine|message original|message initial|mensaje original|messaggio originale|mensagem original|"
    "oorspronkelijk bericht|origineel bericht|originalmeddelande|ursprungligt meddelande|ursprungsmeddelande|"
    "oprindelig meddelelse|original meddelelse|opprinnelig melding|alkuperäinen viesti|oryginalna wiadomość|"
    "wiadomość oryginalna|původní zpráva|původní e-mail|pôvodná správa|исходное сообщение|оригинальное сообщение|"
    "исходное письмо|вихідне повідомлення|özgün ileti|orijinal mesaj|orijinal ileti|asıl mesaj|الرسالة الأصلية|"
    "الرسالة الأساسية|الرساله الاصليه|رسالة أصلية|הודעה מקורית|原始邮件|原始郵件|原始信件|原邮件|元のメッセージ|"
    "원본 메시지|원본메시지|원본 메일|eredeti üzenet|mesaj original|mesajul original|αρχικό μήνυμα|pesan asli|"
    "thư gốc|ข้อความต้นฉบับ|izvorna poruka|originalna poruka|izvorno sporočilo"
)
YOU_WROTE: Final = _listed("you wrote|you said|شما نوشت|نوشته بودید|نوشتید|نوشته‌اید|گفته بودید")
REFERS_BELOW: Final = _listed(
    "below|inline|in-line|beneath|fyi|underneath|زیر|ذیل|پایین|پائین|جهت اطلاع|جهت استحضار|لابلای|لابه‌لای|بین متن|"
    "داخل متن|فوروارد|در متن|unten|ci-dessous|dessous|abajo|sotto|abaixo|onder|nedan|nedenfor|alla|poniżej|níže|ниже|"
    "aşağıda|aşağıdaki|أدناه|ادناه|להלן|下面|以下|如下|아래|in red|in blue|with red|قرمز|آبی|رنگی|forward|forwarding|"
    "forwarded|ببینید این|این ایمیل|این پیام"
)
