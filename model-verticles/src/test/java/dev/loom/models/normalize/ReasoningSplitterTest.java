package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ReasoningSplitterTest {
  /// `~` stands for a line break.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "just an answer|just an answer|''",
        "<think>a</think>b|b|a",
        "<think>~a~</think>~~b|b|~a~",
        "  <thinking>a</thinking> b|b|a",
        "<reasoning>a</reasoning>b|b|a",
        "<THINK>a</Think>b|b|a",
        "<think></think>b|b|''",
        "<think>a <b> </thinking> c</think>d|d|a <b> </thinking> c",
        "<think>a</think>b~<think>c</think>d|b~d|ac",
        "<think>a</think><think>b</think>c|c|ab",
        "a</think>~b|b|a",
        // tenstorrent/tt-inference-server#4386
        "e.~</think>{\"l\":1}|{\"l\":1}|e.~",
        "a~</thinking>b|b|a~",
        "<think>never closed|''|never closed",
        "1 < 2 and <thin ice> </b>|1 < 2 and <thin ice> </b>|''",
        "the tag <think> is one|the tag <think> is one|''",
        "```~<think>x</think>~```|```~<think>x</think>~```|''",
        "<think>a</think>the tag </think> ends it|the tag </think> ends it|a",
        "<<think>|<<think>|''",
        "x~<<think>y|x~<<think>y|''",
        "ends in <thi|ends in <thi|''",
        "<think>a</thi|''|a</thi",
      })
  void textAndReasoningAreSeparatedHoweverTheDeltasAreSplit(
      String whole, String text, String thinking) {
    var content = whole.replace('~', '\n');
    for (var first = 0; first <= content.length(); first++) {
      for (var second = first; second <= content.length(); second++) {
        var pieces =
            List.of(
                content.substring(0, first),
                content.substring(first, second),
                content.substring(second));
        check(pieces, text.replace('~', '\n'), thinking.replace('~', '\n'));
      }
    }
    check(
        content.chars().mapToObj(Character::toString).toList(),
        text.replace('~', '\n'),
        thinking.replace('~', '\n'));
  }

  private static void check(List<String> pieces, String text, String thinking) {
    var splitter = new ReasoningSplitter(new StringBuilder(), new StringBuilder());
    pieces.forEach(splitter::add);
    splitter.finish();
    var leading = text.isEmpty() ? splitter.text().strip() : splitter.text().stripLeading();
    assertEquals(text, leading, pieces.toString());
    assertEquals(thinking, splitter.thinking(), pieces.toString());
  }

  private final StringBuilder newText = new StringBuilder();
  private final StringBuilder newThinking = new StringBuilder();
  private final ReasoningSplitter splitter = new ReasoningSplitter(newText, newThinking);

  /// Adds a delta and returns the new text and the new reasoning.
  private List<String> add(String delta) {
    splitter.add(delta);
    var parts = List.of(newText.toString(), newThinking.toString());
    newText.setLength(0);
    newThinking.setLength(0);
    return parts;
  }

  @Test
  void theStreamedPartsAddUpToTheWholeResponse() {
    for (var piece : List.of("<th", "ink>so", " so</", "think>a <", "b> c", " <thi")) {
      splitter.add(piece);
    }
    splitter.finish();
    assertEquals("a <b> c <thi", newText.toString());
    assertEquals("so so", newThinking.toString());
    assertEquals(newText.toString(), splitter.text());
    assertEquals(newThinking.toString(), splitter.thinking());
  }

  @Test
  void textIsStreamedAtOnceUnlessItMayBeATag() {
    assertEquals(List.of("a ", ""), add("a <"));
    assertEquals(List.of("<b", ""), add("b"));
  }

  @Test
  void textBeforeAnUnopenedClosingTagIsReclassifiedAsReasoning() {
    assertEquals(List.of("hm", ""), add("hm"));
    assertEquals(List.of("yes", "!"), add("!</think>yes"));
    assertEquals("yes", splitter.text());
    assertEquals("hm!", splitter.thinking());
  }
}
