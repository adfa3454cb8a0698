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
    var splitter = new ReasoningSplitter();
    pieces.forEach(splitter::add);
    splitter.finish();
    var leading = text.isEmpty() ? splitter.text().strip() : splitter.text().stripLeading();
    assertEquals(text, leading, pieces.toString());
    assertEquals(thinking, splitter.thinking(), pieces.toString());
  }

  @Test
  void theReturnedPartsAddUpToTheWholeResponse() {
    var splitter = new ReasoningSplitter();
    var text = new StringBuilder();
    var thinking = new StringBuilder();
    for (var piece : List.of("<th", "ink>so", " so</", "think>a <", "b> c", " <thi")) {
      var split = splitter.add(piece);
      text.append(split.text());
      thinking.append(split.thinking());
    }
    text.append(splitter.finish().text());
    assertEquals("a <b> c <thi", text.toString());
    assertEquals("so so", thinking.toString());
    assertEquals(text.toString(), splitter.text());
    assertEquals(thinking.toString(), splitter.thinking());
  }

  @Test
  void textIsReturnedAtOnceUnlessItMayBeATag() {
    var splitter = new ReasoningSplitter();
    assertEquals(new ReasoningSplitter.Split("a ", ""), splitter.add("a <"));
    assertEquals(new ReasoningSplitter.Split("<b", ""), splitter.add("b"));
  }

  @Test
  void textBeforeAnUnopenedClosingTagIsReclassifiedAsReasoning() {
    var splitter = new ReasoningSplitter();
    assertEquals("hm", splitter.add("hm").text());
    assertEquals(new ReasoningSplitter.Split("yes", "!"), splitter.add("!</think>yes"));
    assertEquals("yes", splitter.text());
    assertEquals("hm!", splitter.thinking());
  }
}
