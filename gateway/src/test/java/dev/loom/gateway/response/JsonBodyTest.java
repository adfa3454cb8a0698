package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.gateway.RouterServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JsonBodyTest {
  private final RouterServer server =
      new RouterServer(
          100_000,
          router -> {
            router.post("/", request -> RouterServer.text(JsonBody.read(request.context())));
            router.post(
                "/optional", request -> RouterServer.text(JsonBody.readOrEmpty(request.context())));
          });

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anObjectIsParsed() throws Exception {
    assertEquals("{\"a\":[1,{\"b\":null}]}", server.post("{\"a\": [1, {\"b\": null}]}").body());
  }

  /// Reported as Badgerati/Pode#1604.
  @Test
  void aByteOrderMarkIsIgnored() throws Exception {
    assertEquals("{\"a\":1}", server.post("\u00ef\u00bb\u00bf{\"a\":1}").body());
  }

  @Test
  void anOptionalBodyMayBeAbsent() throws Exception {
    assertEquals("{}", server.send("POST /optional", "").body());
    assertEquals(400, server.send("POST /", "").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"goal\"",
        "{\"a\": 1} x",
        "{\"a\": 1, \"a\": 2}",
        "{\"n\": 1e999}",
        "{\"n\": NaN}",
        "{\"a\": 1, // one\n}",
        "{\"a\": [1, 2",
        "{\"n\": 01}",
        "{\"n\": +1}",
        "{\"a\": \"x\ny\"}",
        "{\"a\": \"\\x\"}",
        "{\"a\": .5}",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": \"\u00ff\"}"
      })
  void aBodyThatIsNotAStrictJsonObjectIsMalformed(String body) throws Exception {
    var response = server.post(body);
    assertEquals(400, response.status(), response.text());
    assertTrue(response.body().contains("malformed_json"), response.body());
    assertNoJacksonName(response.body());
  }

  @Test
  void deepNestingAndLongNumbersAreMalformed() throws Exception {
    var nested = server.post("{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000));
    assertEquals(400, nested.status());
    assertNoJacksonName(nested.body());
    var number = server.post("{\"n\": " + "9".repeat(5_000) + "}");
    assertEquals(400, number.status());
    assertNoJacksonName(number.body());
  }

  private static void assertNoJacksonName(String body) {
    var detail = Json.parse(body).get("detail").textValue();
    for (var name : List.of("jackson", "Feature", "Constraints", "Source:", "`")) {
      assertFalse(detail.contains(name), detail);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": \"x\\ud800y\"}",
        "{\"a\": \"\\udc00\\ud800\"}",
        "{\"a\": \"x\\u0000\"}",
        "{\"a\": [{\"b\": [\"\\ud83d\"]}]}",
        "{\"a\": {\"\\u0000\": 1}}",
      })
  void aTextThatOtherProgramsCannotExpressIsNamed(String body) throws Exception {
    var response = server.post("{\"z\": 1, " + body.substring(1));
    assertEquals(422, response.status(), response.text());
    var error = Json.parse(response.body()).get("errors").get(0);
    assertEquals("a", error.get("field").textValue());
    assertTrue(error.get("message").textValue().contains("NUL"), response.body());
    assertEquals(400, server.post("{\"\\ud800\": 1}").status());
    assertEquals(422, server.post("{\"\\u0000\": 1}").status());
  }

  @Test
  void aSurrogatePairIsKept() throws Exception {
    assertEquals("{\"a\":\"\ud83d\ude00\"}", server.post("{\"a\": \"\\ud83d\\ude00\"}").body());
  }
}
