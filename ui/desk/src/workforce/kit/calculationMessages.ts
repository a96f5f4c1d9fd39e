const fa = {
  'calc.queued': 'در نوبت محاسبه…',
  'calc.percent': '{n}‏٪',
  'calc.stop': 'لغو محاسبه',
  'calc.stopping': 'در حال لغو…',
  'calc.conclude': 'بس است، همین را نگه دار',
  'calc.concluding': 'در حال بستن با بهترین پاسخ تا اینجا…',
  'calc.cancelled': 'این محاسبه لغو شد.',
  'calc.failed': 'محاسبه به پاسخ نرسید',
  'calc.again': 'دوباره محاسبه کن',
  'calc.gone': 'این محاسبه دیگر نگه داشته نشده است؛ دوباره بخواهید.',
};

const en: typeof fa = {
  'calc.queued': 'Waiting for its turn…',
  'calc.percent': '{n}%',
  'calc.stop': 'Cancel',
  'calc.stopping': 'Cancelling…',
  'calc.conclude': 'Stop, keep the best so far',
  'calc.concluding': 'Ending with the best so far…',
  'calc.cancelled': 'This calculation was cancelled.',
  'calc.failed': 'The calculation has no answer',
  'calc.again': 'Calculate again',
  'calc.gone': 'This calculation is not kept any more; ask for it again.',
};

export const calculationMessages = { fa, en };
