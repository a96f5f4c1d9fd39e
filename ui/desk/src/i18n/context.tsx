import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useDirection } from '@mantine/core';
import { createFormat, type Format, type Reading } from './format';
import { fill, type Catalogue, type Values } from './translate';
import type { Key } from '~/messages/fa';

export type Locale = Reading['locale'];
export type Translate<K extends string = Key> = (key: K, values?: Values) => string;

interface Language extends Reading {
  t: Translate;
  format: Format;
}

const LanguageContext = createContext<Language | null>(null);

const catalogues: Record<Locale, () => Promise<Catalogue<Key>>> = {
  fa: () => import('~/messages/fa').then((m) => m.fa),
  en: () => import('~/messages/en').then((m) => m.en),
};

export const loadCatalogue = (locale: Locale) => catalogues[locale]();

/** Gives language, calendar and digits to everything below, and turns the page to its direction. */
export function LanguageProvider({ reading, first, children }: {
  reading: Reading;
  first: Catalogue<Key>;
  children: ReactNode;
}) {
  const { locale, calendar, digits, timeZone } = reading;
  const { setDirection } = useDirection();
  const [loaded, setLoaded] = useState({ locale, messages: first });

  useEffect(() => {
    let isCurrent = true;
    void loadCatalogue(locale).then((messages) => isCurrent && setLoaded({ locale, messages }));
    return () => {
      isCurrent = false;
    };
  }, [locale]);

  const shown = loaded.locale;
  useEffect(() => {
    const direction = shown === 'fa' ? 'rtl' : 'ltr';
    document.documentElement.lang = shown;
    document.documentElement.dir = direction;
    setDirection(direction);
  }, [shown, setDirection]);

  const language = useMemo<Language>(() => {
    const format = createFormat({ locale: shown, calendar, digits, timeZone });
    const t: Translate = (key, values = {}) => fill(loaded.messages[key], values, format.number);
    return { t, format, locale: shown, calendar, digits, timeZone };
  }, [shown, loaded, calendar, digits, timeZone]);

  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>;
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('useLanguage outside of LanguageProvider');
  return language;
}

/** Texts of a lazily loaded room: both languages with the same keys, e.g. `useMessages(boardMessages)`. */
export function useMessages<K extends string>(set: Record<Locale, Catalogue<K>>): Translate<K> {
  const { locale, format } = useLanguage();
  return useMemo(
    () => (key, values = {}) => fill(set[locale][key], values, format.number),
    [set, locale, format],
  );
}
