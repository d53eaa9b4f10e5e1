// What nearly every component needs: the words and the desk; and the shop.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const Words = createContext(null);
export const Desk = createContext(null);
export const Shop = createContext(null);

export const useWords = () => useContext(Words);
export const useDesk = () => useContext(Desk);
/** What GET /api/shop said, or null. */
export const useShop = () => useContext(Shop);
