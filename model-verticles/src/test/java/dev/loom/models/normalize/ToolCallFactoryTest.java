package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ToolCallFactoryTest {
  private static String read(String text) {
    var call = ToolCallFactory.toToolCall("a", "x", text, false);
    return call.malformed().isEmpty() ? Json.write(call.arguments()) : "malformed";
  }

  /// `~` stands for a line break.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"n\":1}|{\"n\":1}",
        "```json~{\"n\":1}~```|{\"n\":1}",
        "```~{\"n\":1,}```|{\"n\":1}",
        "```json {\"n\":[1,2,]} ```|{\"n\":[1,2]}",
        "```json~{\"n\":1~```|{\"n\":1}",
        "Sure, here you are: {\"n\":1} Done!|{\"n\":1}",
        "Arguments:~{\"n\":1}|{\"n\":1}",
        "{\"n\":1,}|{\"n\":1}",
        "{\"n\":[1,2,],}|{\"n\":[1,2]}",
        "{\"s\":\"a,}\"}|{\"s\":\"a,}\"}",
        "{\"a\":\"x\" \"b\":\"y\"}|{\"a\":\"x\",\"b\":\"y\"}",
        "{\"a\":1~\"b\":2}|{\"a\":1,\"b\":2}",
        "{\"a\":{\"c\":1}\"b\":2}|{\"a\":{\"c\":1},\"b\":2}",
        "{\"a\":[\"x\"~\"y\"]}|{\"a\":[\"x\",\"y\"]}",
        "{\"a\":[{\"x\":1} {\"x\":2}]}|{\"a\":[{\"x\":1},{\"x\":2}]}",
        "{'a':'x'}|{\"a\":\"x\"}",
        "{'a':'say \"hi\"'}|{\"a\":\"say \\\"hi\\\"\"}",
        "{'a':'it\\'s'}|{\"a\":\"it's\"}",
        "{a:1, b_2:'x', c-d:true}|{\"a\":1,\"b_2\":\"x\",\"c-d\":true}",
        "{\"a\":True,\"b\":False,\"c\":None}|{\"a\":true,\"b\":false,\"c\":null}",
        "{\"s\":\"one~two\"}|{\"s\":\"one\\ntwo\"}",
        "{\"s\":\"a\tb\"}|{\"s\":\"a\\tb\"}",
        "{\"s\":\"x\"|{\"s\":\"x\"}",
        "{\"s\":\"x|malformed",
        "{\"a\":[1,{\"b\":2|malformed",
        "{\"a\":[1,2}|{\"a\":[1,2]}",
        "{\"a\":1}}|{\"a\":1}",
        "{\"a\":1}]}|{\"a\":1}",
        "{\"a\":1 /* one */, // more~\"b\":2}|{\"a\":1,\"b\":2}",
        "{# first~\"a\":1}|{\"a\":1}",
        "{\"u\":\"http://x/#y\"}|{\"u\":\"http://x/#y\"}",
        "\"{\\\"a\\\":1}\"|{\"a\":1}",
        "\"{'a':1}\"|{\"a\":1}",
        "{\\\"a\\\":\\\"b\\\"}|{\"a\":\"b\"}",
        "{\"n\":-1.5e3,}|{\"n\":-1500.0}",
        "{\"s\":\"\\u0041\\n\",}|{\"s\":\"A\\n\"}",
        "{,}|malformed",
        "{}|{}",
        "null|{}",
        "{|malformed",
      })
  void unambiguousDefectsAreRepaired(String text, String expected) {
    assertEquals(expected, read(text.replace('~', '\n')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "[1]",
        "[{\"a\":1}]",
        "{\"n\":",
        "{\"n\"",
        "{\"n\":1,",
        "{\"n\":tru",
        "{\"n\":12.",
        "{\"n\":01}",
        "{\"n\":NaN}",
        "{\"n\":undefined}",
        "{\"n\":value}",
        "{\"n\":1}{\"n\":2}",
        "{\"n\":1} or {\"n\":2}",
        "{\"n\":1}, \"m\":2}",
        "{\"n\":1} \"m\":2}",
        "{\"n\":1,\"n\":2,'m':3}",
        "{\"n\":1,,\"m\":2}",
        "{\"a\":[1 2]}",
        "{\"a\":[\"x\" \"y\"]}",
        "{\"s\":\"he said \"hello\" to me\"}",
        "{'s':'it's fine'}",
        "{\"s\":\"\\d+\",}",
        "{\"s\":\"\\u12\",}",
        "{\"s\":\"x}",
        "{\"s\":\"x\\",
        "{\"s\":\"x,",
        "{\"a\":1] ",
        "{\"a\":1 // \"b\":2}",
        "{\"a\":1 /* }",
        "{\"a\" 1}",
        "\"a\":1",
        "{\"a\":\"\"\"x\"\"\"}",
        "[\"x\", {\"a\":1}",
        "\"text\"",
      })
  void ambiguousArgumentsStayMalformed(String text) {
    var call = ToolCallFactory.toToolCall("a", "x", text, false);
    assertEquals(Map.of(), call.arguments());
    assertEquals(text.strip(), call.malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"s\":\"x\"", "{\"a\":[1,2]", "{\"n\":true", "```\n{\"a\":1\n```"})
  void aTruncatedResponseIsNotCompleted(String text) {
    assertEquals(text, ToolCallFactory.toToolCall("a", "x", text, true).malformed());
    assertEquals("", ToolCallFactory.toToolCall("a", "x", text, false).malformed());
  }

  @Test
  void completeArgumentsAreAcceptedEvenIfTheResponseWasTruncatedAfterThem() {
    assertEquals("", ToolCallFactory.toToolCall("a", "x", "{'a':1,}", true).malformed());
  }

  @Test
  void argumentsMayArriveAsAnObject() {
    var node = Json.parse("{\"o\":{\"a\":1},\"t\":\"{'a':1}\",\"n\":null,\"l\":[1]}");
    assertEquals(
        Map.of("a", 1), ToolCallFactory.toToolCall("a", "x", node.get("o"), false).arguments());
    assertEquals(
        Map.of("a", 1), ToolCallFactory.toToolCall("a", "x", node.get("t"), false).arguments());
    assertEquals("", ToolCallFactory.toToolCall("a", "x", node.get("n"), false).malformed());
    assertEquals("", ToolCallFactory.toToolCall("a", "x", node.path("absent"), false).malformed());
    assertEquals("[1]", ToolCallFactory.toToolCall("a", "x", node.get("l"), false).malformed());
  }

  @Test
  void missingArgumentsBecomeAnEmptyObject() {
    assertEquals(Map.of(), ToolCallFactory.toToolCall("a", "x", " \n", false).arguments());
    assertEquals("", ToolCallFactory.toToolCall("a", "x", "", true).malformed());
  }

  @Test
  void malformedArgumentsAreTruncated() {
    var text = " ".repeat(10_000) + "x".repeat(3_999) + "\uD83E\uDD9C and more";
    assertEquals("x".repeat(3_999), ToolCallFactory.toToolCall("a", "x", text, false).malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[", "{\"a\":", "{\"a\":[", "\"", "\\\"", "/*", "#", "`", "```"})
  void adversarialTextsAreParsedInLinearTime(String piece) {
    var text = "{\"a\":1," + piece.repeat(900_000 / piece.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> ToolCallFactory.toToolCall("a", "x", text, false));
  }

  @Test
  void aTooLongTextIsParsedButNotRepaired() {
    var long_ = "x".repeat(JsonRepair.CHARS_MAX);
    assertEquals(
        "", ToolCallFactory.toToolCall("a", "x", "{\"a\":\"" + long_ + "\"}", false).malformed());
    assertTrue(
        ToolCallFactory.toToolCall("a", "x", "{\"a\":\"" + long_ + "\",}", false)
            .malformed()
            .startsWith("{\"a\""));
  }

  /// Whatever is removed from or inserted into JSON, the result is an object or malformed, and
  /// valid JSON is parsed as such.
  @Test
  void damagedJsonNeverThrows() {
    var random = new Random(4);
    var whole = "{\"a\":[1,{\"b\":'x\\n'}],c:\"it's\" /*?*/, \"d\":True,\"e\":\"\\u00e4\",}";
    var signs = "{}[]\"',:\\/#*` \nab1-.eT";
    for (var round = 0; round < 50_000; round++) {
      var text = new StringBuilder(whole);
      for (var damage = random.nextInt(4); damage >= 0; damage--) {
        var at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, signs.charAt(random.nextInt(signs.length())));
          default -> text.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
        }
      }
      var call = ToolCallFactory.toToolCall("a", "x", text.toString(), random.nextBoolean());
      assertTrue(call.arguments().isEmpty() || call.malformed().isEmpty());
    }
  }
}
