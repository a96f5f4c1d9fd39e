import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#e6f6f3', '#cfebe6', '#a3d9d0', '#72c5b8', '#48b0a1',
  '#2a9c8d', '#158477', '#0f766e', '#0b5f59', '#084944',
];

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 4 },
  colors: { sea },
  fontFamily: 'var(--font)',
  headings: { fontFamily: 'var(--font)', fontWeight: '650' },
  defaultRadius: 8,
  lineHeights: { xs: '1.7', sm: '1.7', md: '1.75', lg: '1.75', xl: '1.75' },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const isOurs = input.color === undefined || input.color === 'sea';
    return input.variant === 'filled' && isOurs ? { ...colors, background: 'var(--accent)', hover: 'var(--accent-strong)', color: 'var(--on-accent)' } : colors;
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
});

/** Mantine's own variables point at our tokens, so that a colour is said in one file only. */
export const resolver: CSSVariablesResolver = () => {
  const variables = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-faint)',
    '--mantine-color-placeholder': 'var(--ink-faint)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-anchor': 'var(--accent-strong)',
    '--mantine-color-red-filled': 'var(--danger)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent-strong)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
    '--mantine-color-sea-filled': 'var(--accent)',
    '--mantine-color-sea-filled-hover': 'var(--accent-strong)',
    '--mantine-color-sea-light': 'var(--accent-soft)',
    '--mantine-color-sea-light-hover': 'var(--accent-soft)',
    '--mantine-color-sea-light-color': 'var(--accent-strong)',
    '--mantine-color-sea-text': 'var(--accent-strong)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
    '--mantine-primary-color-light-hover': 'var(--accent-soft)',
    '--mantine-primary-color-light-color': 'var(--accent-strong)',
  };
  const dark = {
    ...variables,
    '--mantine-color-dark-7': 'var(--surface)',
    '--mantine-color-dark-6': 'var(--surface)',
    '--mantine-color-dark-5': 'var(--hover)',
    '--mantine-color-dark-4': 'var(--line-strong)',
  };
  return { variables: {}, light: variables, dark };
};
