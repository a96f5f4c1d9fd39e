const OURS = /^(?:attachment:|\/api\/v1\/attachments\/)([0-9a-f-]{36})$/;

/** A page for a frame without rights: such a frame may ask for nothing, so our pictures are put into it. */
export async function withPictures(html: string): Promise<string> {
  const page = new DOMParser().parseFromString(html, 'text/html');
  await Promise.all([...page.querySelectorAll('img')].map(async (picture) => {
    const id = OURS.exec(picture.getAttribute('src') ?? '')?.[1];
    if (id) picture.setAttribute('src', await read(id));
  }));
  return page.documentElement.outerHTML;
}

async function read(id: string): Promise<string> {
  const response = await fetch(`/api/v1/attachments/${id}`, { credentials: 'same-origin' });
  if (!response.ok) return '';
  const blob = await response.blob();
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(blob);
  });
}
