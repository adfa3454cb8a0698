package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResponseStreamParserTest {
  private static String chunk(String delta) {
    return "data: {\"choices\":[{\"delta\":" + delta + ",\"finish_reason\":null}]}\r\n\r\n";
  }

  @Test
  void aStreamParsesTheSameWhereverItIsSplit() throws Exception {
    var stream =
        ": ping\n\n"
            + chunk("{\"role\":\"assistant\"}")
            + chunk("{\"content\":\"grüß 🦜\"}")
            + "event: x\nid: 1\ndata: {\"choices\":\ndata: [{\"delta\":{\"content\":\"!\"}}]}\n\n"
            + chunk(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"{\\\"p\\\"\"}}]}")
            + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":\\\"ä\\\"}\"}}]}")
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n"
            + "data: [DONE]";
    var bytes = stream.getBytes(StandardCharsets.UTF_8);
    var whole = read(bytes, bytes.length);
    assertEquals("grüß 🦜!", whole.text());
    assertEquals("{p=ä}", whole.toolCalls().getFirst().arguments().toString());
    for (var at = 1; at < bytes.length; at++) {
      assertEquals(whole, read(bytes, at), "split at " + at);
    }
  }

  private static ModelResponse read(byte[] bytes, int split) throws Exception {
    var parser =
        new ResponseStreamParser(TestEndpoints.PROTOCOL, "m-1", TestEndpoints.ERRORS, Set.of());
    parser.feed(Buffer.buffer(Arrays.copyOfRange(bytes, 0, split)));
    parser.feed(Buffer.buffer(Arrays.copyOfRange(bytes, split, bytes.length)));
    parser.response().flushDeltas(ModelListener.NONE);
    return parser.finish("");
  }

  @Test
  void theLimitAppliesToLinesThatAreNotComplete() throws Exception {
    var parser =
        new ResponseStreamParser(TestEndpoints.PROTOCOL, "m-1", TestEndpoints.ERRORS, Set.of());
    var half = Buffer.buffer(": " + "x".repeat(ResponseStreamParser.LINE_BYTES_MAX / 2));
    parser.feed(half);
    assertTrue(assertThrows(ModelException.class, () -> parser.feed(half)).isRetryable());
  }
}
