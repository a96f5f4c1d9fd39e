/** Who wrote a mail, as an agent reads it: what proves the sender, or why nothing does. */
const fa = {
  'by.reply_token': 'فرستنده تأیید شد: از همان نشانی که به آن نوشتیم پاسخ داده است.',
  'by.dmarc': 'فرستنده تأیید شد: دامنه‌ی نشانی او این نامه را از آنِ خود می‌داند.',
  'by.dkim': 'فرستنده تأیید شد: امضای دامنه‌ی او درست است.',
  'by.spf': 'فرستنده تأیید شد: نامه از سروری آمده که دامنه‌ی او مجاز می‌داند.',
  'why.released': 'فرستنده تأیید نشد، چون این نامه در قرنطینه بود و همکاری آن را آزاد کرد.',
  'why.no_from': 'فرستنده تأیید نشد، چون نامه نشانی فرستنده ندارد.',
  'why.several_from': 'فرستنده تأیید نشد، چون نامه چند فرستنده را با هم نام می‌برد.',
  'why.refuted': 'فرستنده تأیید نشد، چون دامنه‌ی نشانی او این نامه را از آنِ خود نمی‌داند.',
  'why.dns_away': 'فرستنده تأیید نشد، چون هنگام رسیدن نامه DNS پاسخ نمی‌داد.',
  'why.broken_signature': 'فرستنده تأیید نشد، چون امضای نامه درست نیست؛ شاید در راه دگرگون شده باشد.',
  'why.other_signer': 'فرستنده تأیید نشد، چون نامه را دامنه‌ی دیگری امضا کرده است: {signer}',
  'why.other_server': 'فرستنده تأیید نشد، چون نامه از سروری آمده که دامنه‌ی او مجاز نمی‌داند.',
  'why.unsigned': 'فرستنده تأیید نشد، چون نامه امضایی ندارد که او را نشان دهد.',
  'why.border_silent': 'فرستنده تأیید نشد، چون سرور ایمیل ما درباره‌ی او چیزی ننوشته است.',
  'why.unread': 'فرستنده تأیید نشد، چون نامه بزرگ‌تر یا شکسته‌تر از آن بود که بررسی شود.',
  private: 'کد یا پیوند تأیید یک سرویس دیگر است: آن را به هیچ مشتری نشان ندهید و نفرستید.',
};

const en: Record<keyof typeof fa, string> = {
  'by.reply_token': 'Sender verified: they answered from the very address that we wrote to.',
  'by.dmarc': 'Sender verified: the domain of the address stands by this mail.',
  'by.dkim': 'Sender verified: the signature of their domain holds.',
  'by.spf': 'Sender verified: the mail came from a server that their domain allows.',
  'why.released': 'Sender not verified, because the mail was in quarantine and a colleague let it through.',
  'why.no_from': 'Sender not verified, because the mail names none.',
  'why.several_from': 'Sender not verified, because the mail names several at once.',
  'why.refuted': 'Sender not verified, because the domain of the address does not stand by this mail.',
  'why.dns_away': 'Sender not verified, because the DNS did not answer when the mail came.',
  'why.broken_signature': 'Sender not verified, because the signature does not hold; the mail may have been changed on its way.',
  'why.other_signer': 'Sender not verified, because another domain has signed the mail: {signer}',
  'why.other_server': 'Sender not verified, because the mail came from a server that their domain does not allow.',
  'why.unsigned': 'Sender not verified, because no signature shows who they are.',
  'why.border_silent': 'Sender not verified, because our mail server wrote nothing about them.',
  'why.unread': 'Sender not verified, because the mail was too large or too broken to be checked.',
  private: 'A code or link by which another service checks an address: show or send it to no customer.',
};

export const senderWords = { fa, en };
export type SenderKey = keyof typeof fa;
