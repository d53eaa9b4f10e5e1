// How the customer rated the chat as a whole: a line of its own, never a message.
import { useWords } from './context.js';

/** `live`: it may come while the chat is in view, so its place is always there and it is read out once. */
export function ChatRating({ rating, locale, live = false }) {
  const { t } = useWords();
  if (!rating && !live) return null;
  return (
    <p class="chat-rating" role={live ? 'status' : undefined}>
      {rating && t('rating.score', { n: rating.score })}
      {rating?.comment && (
        <>
          {' · '}
          <q lang={locale} dir="auto">
            {rating.comment}
          </q>
        </>
      )}
    </p>
  );
}
