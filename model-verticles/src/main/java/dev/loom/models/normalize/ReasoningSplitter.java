package dev.loom.models.normalize;

import java.util.Locale;
import java.util.regex.Pattern;

/// Separates a model's reasoning from its text as deltas arrive.
///
/// `<think>`, `<thinking>` and `<reasoning>` are recognized only at the start of a line outside
/// code fences, so that a text may mention them. Reasoning without a closing tag extends to the
/// end. A closing tag without an opening one means that the response started with reasoning: text
/// so far, which may have been streamed already, is then reclassified.
public final class ReasoningSplitter {
  private static final Pattern TAG = Pattern.compile("(?i)<(/?)(think|thinking|reasoning)>");
  private static final String FENCE = "```";

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder newText;
  private final StringBuilder newThinking;

  /// Characters that may be the start of a tag.
  private final StringBuilder pending = new StringBuilder();

  /// The name of the open tag; empty outside reasoning.
  private String openTagName = "";

  private boolean sawReasoning;
  private boolean atLineStart = true;
  private boolean skipWhitespace;
  private int fenceMarks;
  private boolean inFence;

  /// @param newText receives text as it is known; the caller removes what it has streamed
  /// @param newThinking receives reasoning likewise
  public ReasoningSplitter(StringBuilder newText, StringBuilder newThinking) {
    this.newText = newText;
    this.newThinking = newThinking;
  }

  /// Adds a delta. Holds back characters that may be the start of a tag.
  public void add(String delta) {
    for (var at = 0; at < delta.length(); at++) {
      add(delta.charAt(at));
    }
  }

  /// Ends the response, and with it what was held back as a possible tag.
  public void finish() {
    while (!pending.isEmpty()) {
      emitFirstPending();
    }
  }

  /// Returns the text so far, without reasoning.
  public String text() {
    return text.toString();
  }

  /// Returns the reasoning so far.
  public String thinking() {
    return thinking.toString();
  }

  private void add(char c) {
    if (pending.isEmpty() && c != '<') {
      emit(c);
      return;
    }
    pending.append(c);
    while (!pending.isEmpty()) {
      var tag = TAG.matcher(pending);
      if (tag.matches() && consumeTag(tag.group(1), tag.group(2).toLowerCase(Locale.ROOT))) {
        pending.setLength(0);
      } else if (tag.hitEnd() && pending.charAt(pending.length() - 1) != '>') {
        return;
      } else {
        emitFirstPending();
      }
    }
  }

  /// Handles a complete tag if it is recognized here.
  private boolean consumeTag(String slash, String name) {
    if (slash.isEmpty()) {
      if (!openTagName.isEmpty() || !atLineStart || inFence) {
        return false;
      }
      openTagName = name;
      sawReasoning = true;
      return true;
    }
    if (openTagName.isEmpty()) {
      if (sawReasoning || inFence && !atLineStart) {
        return false;
      }
      reclassifyAsReasoning();
    } else if (!name.equals(openTagName)) {
      return false;
    }
    openTagName = "";
    skipWhitespace = true;
    atLineStart = true;
    return true;
  }

  private void reclassifyAsReasoning() {
    thinking.append(text);
    text.setLength(0);
    newThinking.append(newText);
    newText.setLength(0);
    sawReasoning = true;
    inFence = false;
  }

  /// Emits the first pending character, which is not the start of a tag.
  private void emitFirstPending() {
    var c = pending.charAt(0);
    pending.deleteCharAt(0);
    emit(c);
  }

  private void emit(char c) {
    if (!openTagName.isEmpty()) {
      thinking.append(c);
      newThinking.append(c);
      return;
    }
    if (skipWhitespace && Character.isWhitespace(c)) {
      return;
    }
    skipWhitespace = false;
    text.append(c);
    newText.append(c);
    trackPosition(c);
  }

  private void trackPosition(char c) {
    if (c == '\n') {
      atLineStart = true;
      fenceMarks = 0;
    } else if (atLineStart && c == '`') {
      if (++fenceMarks == FENCE.length()) {
        inFence = !inFence;
        atLineStart = false;
      }
    } else if (!Character.isWhitespace(c) || fenceMarks > 0) {
      atLineStart = false;
    }
  }
}
