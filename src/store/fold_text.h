/*
 * Text as a person looks for it, whatever the keyboard made of it: NFKC, no case, hiragana for
 * katakana, nothing between the letters.  "WV-S1136", "ｗｖ－ｓ１１３６" and "wv s1136" fold alike,
 * so do "カメラ", "かめら" and "ｶﾒﾗ", "サーバー" and "サーバ".
 *
 * What goes: punctuation, blanks, control and format characters, and everything that is typed for a
 * hyphen or a long vowel mark.  Letters, digits, marks and symbols stay.
 */
#pragma once

#include "base/base.h"

struct buf;

/*
 * Append the folded text; nothing when only what goes was in it.  E_FORMAT when text is not UTF-8
 * or has a NUL in it.  Folding what was folded changes nothing.
 */
int fold_text(struct buf *out, struct bytes text) MUST_USE;

/* Take the next word off a text of valid UTF-8: what stands between blanks of any script. */
bool fold_text_word(struct bytes *text, struct bytes *word);
