// The two things that nearly every component needs: the words and the desk.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const Words = createContext(null);
export const Desk = createContext(null);

export const useWords = () => useContext(Words);
export const useDesk = () => useContext(Desk);
