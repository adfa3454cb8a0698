package dev.loom.models.forgive;

import java.util.List;
import java.util.Optional;

/// Takes a model's thinking out of the content of its answer, piece by piece as it arrives.
///
/// `<think>`, `<thinking>` and `<reasoning>` count where a line begins and no code fence is open,
/// so that an answer may speak of them. Thinking that is never closed lasts to the end. A closing
/// tag that was never opened means that the answer began inside thinking: what was already given
/// out as text was thinking then, and [#text] and [#thinking] say so.
public final class ThinkSplitter {
  private static final List<String> NAMES = List.of("think", "thinking", "reasoning");
  private static final int TAG_CHARS_MAX = "</reasoning>".length();
  private static final String FENCE = "```";

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder newText = new StringBuilder();
  private final StringBuilder newThinking = new StringBuilder();

  /// Characters that may be the beginning of a tag.
  private final StringBuilder held = new StringBuilder();

  /// The name of the tag that is open, empty outside thinking.
  private String open = "";

  private boolean thought;
  private boolean lineBegins = true;
  private boolean afterThinking;
  private int fenceMarks;
  private boolean inFence;

  /// A piece taken apart; either may be empty.
  public record Split(String text, String thinking) {}

  /// Takes the next piece.
  ///
  /// @return what is certain by now and was not given out before
  public Split add(String piece) {
    for (var at = 0; at < piece.length(); at++) {
      add(piece.charAt(at));
    }
    return split();
  }

  /// Ends the answer.
  ///
  /// @return what was held back because it could have been a tag
  public Split finish() {
    while (!held.isEmpty()) {
      release();
    }
    return split();
  }

  /// The whole answer so far without its thinking.
  public String text() {
    return text.toString();
  }

  /// The whole thinking so far.
  public String thinking() {
    return thinking.toString();
  }

  private Split split() {
    var split = new Split(newText.toString(), newThinking.toString());
    newText.setLength(0);
    newThinking.setLength(0);
    return split;
  }

  private void add(char c) {
    if (held.isEmpty() && c != '<') {
      give(c);
      return;
    }
    held.append(c);
    while (!held.isEmpty()) {
      if (tag()) {
        held.setLength(0);
      } else if (mayBecomeTag()) {
        return;
      } else {
        release();
      }
    }
  }

  /// Acts on what is held if it is a whole tag that counts here.
  private boolean tag() {
    if (held.charAt(held.length() - 1) != '>') {
      return false;
    }
    var tag = held.toString();
    var name = nameOf(tag, "<");
    if (open.isEmpty() && name.isPresent() && lineBegins && !inFence) {
      open = name.get();
      thought = true;
      return true;
    }
    var closed = nameOf(tag, "</");
    if (closed.isEmpty()) {
      return false;
    }
    return open.isEmpty() ? beganInside() : closes(closed.get());
  }

  private boolean closes(String name) {
    if (!name.equals(open)) {
      return false;
    }
    open = "";
    afterThinking = true;
    lineBegins = true;
    return true;
  }

  private boolean beganInside() {
    if (thought || inFence && !lineBegins) {
      return false;
    }
    thinking.append(text);
    text.setLength(0);
    newThinking.append(newText);
    newText.setLength(0);
    thought = true;
    inFence = false;
    afterThinking = true;
    lineBegins = true;
    return true;
  }

  private static Optional<String> nameOf(String tag, String start) {
    return NAMES.stream().filter(name -> tag.equalsIgnoreCase(start + name + ">")).findFirst();
  }

  private boolean mayBecomeTag() {
    if (held.charAt(0) != '<' || held.length() >= TAG_CHARS_MAX) {
      return false;
    }
    return NAMES.stream().anyMatch(name -> begins("<" + name + ">") || begins("</" + name + ">"));
  }

  private boolean begins(String tag) {
    return tag.regionMatches(true, 0, held.toString(), 0, held.length());
  }

  /// Gives out the first held character, which begins no tag.
  private void release() {
    var c = held.charAt(0);
    held.deleteCharAt(0);
    give(c);
  }

  private void give(char c) {
    if (!open.isEmpty()) {
      thinking.append(c);
      newThinking.append(c);
      return;
    }
    if (afterThinking && Character.isWhitespace(c)) {
      return;
    }
    afterThinking = false;
    text.append(c);
    newText.append(c);
    watch(c);
  }

  private void watch(char c) {
    if (c == '\n') {
      lineBegins = true;
      fenceMarks = 0;
    } else if (lineBegins && c == '`') {
      if (++fenceMarks == FENCE.length()) {
        inFence = !inFence;
        lineBegins = false;
      }
    } else if (!Character.isWhitespace(c) || fenceMarks > 0) {
      lineBegins = false;
    }
  }
}
