package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolNameCodecTest {
  private static ModelRequest request(List<Message> messages, String... tools) {
    return new ModelRequest(
        ModelRole.EXECUTOR,
        messages,
        Arrays.stream(tools).map(name -> new ToolDescription(name, "does", Map.of())).toList(),
        Optional.empty());
  }

  private static ToolNameCodec names(String... tools) {
    return ToolNameCodec.forRequest(request(List.of(new Message.User("go")), tools));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mcp.server.tool",
        "mcp.server/tool:v2",
        "9lives",
        "-dash",
        "",
        " ",
        "Übersetzen",
        "工具",
        "a.very.long.name.that.goes.on.and.on.and.on.and.on.and.on.until.it.is.far.too.long",
        "9very_long_name_that_goes_on_and_on_and_on_and_on_and_on_until_it_is_far_too_long",
      })
  void anyNameIsEncodedToAnAcceptedNameAndDecodedAgain(String name) {
    var codec = names(name);
    assertTrue(
        codec.encodeName(name).matches("[A-Za-z_][A-Za-z0-9_-]{0,63}"), codec.encodeName(name));
    assertEquals(name, codec.decodeName(codec.encodeName(name)));
  }

  @Test
  void anAcceptedNameLeavesTheRequestUnchanged() {
    var request = request(List.of(new Message.User("go")), "read_file", "a-b", "x".repeat(64));
    assertSame(request, ToolNameCodec.forRequest(request).encode(request));
    assertEquals("read_file", ToolNameCodec.forRequest(request).encodeName("read_file"));
  }

  @Test
  void namesThatDifferOnlyInInvalidCharactersStayDistinct() {
    var all =
        List.of("mcp.a_b.c", "mcp.a.b_c", "mcp_a_b_c", "mcp/a/b/c", "x".repeat(65), "x".repeat(66));
    var codec = names(all.toArray(String[]::new));
    assertEquals(all.size(), new HashSet<>(all.stream().map(codec::encodeName).toList()).size());
    assertEquals(all, all.stream().map(codec::encodeName).map(codec::decodeName).toList());
  }

  @Test
  void aToolNamedLikeAnotherEncodedNameDoesNotCollide() {
    var taken = names("mcp.x").encodeName("mcp.x");
    var codec = names("mcp.x", taken);
    assertEquals(taken, codec.encodeName(taken));
    assertNotEquals(taken, codec.encodeName("mcp.x"));
    assertEquals("mcp.x", codec.decodeName(codec.encodeName("mcp.x")));
  }

  @Test
  void anEncodedNameDoesNotDependOnOtherTools() {
    assertEquals(
        names("mcp.x").encodeName("mcp.x"), names("a.b", "mcp.x", "z").encodeName("mcp.x"));
    assertEquals("mcp_x_b75a3a3b".length(), names("mcp.x").encodeName("mcp.x").length());
  }

  @Test
  void aNameWithoutItsHashIsAcceptedIfOnlyOneToolCanBeMeant() {
    assertEquals("mcp.x.y", names("mcp.x.y").decodeName("mcp_x_y"));
    assertEquals("mcp_x_y", names("mcp.x.y", "mcp/x.y").decodeName("mcp_x_y"));
    assertEquals("mcp_x_y", names("mcp.x.y", "mcp_x_y").decodeName("mcp_x_y"));
    assertEquals("other", names("mcp.x.y").decodeName("other"));
  }

  @Test
  void toolsAndHistoryAreEncodedAlikeAndTheResponseIsDecoded() {
    var request =
        request(
            List.of(
                new Message.User("go"),
                new Message.Assistant(
                    "",
                    List.of(
                        new ToolCall("1", "mcp.x", Map.of("a", 1)),
                        new ToolCall("2", "no such!", Map.of()))),
                new Message.ToolOutput("1", "mcp.x", "out", false),
                new Message.ToolOutput("2", "no such!", "unknown", true)),
            "mcp.x");
    var codec = ToolNameCodec.forRequest(request);
    var encoded = codec.encode(request);
    var offered = encoded.tools().getFirst().name();
    assertEquals("mcp_x", offered.substring(0, 5));
    var assistant = (Message.Assistant) encoded.messages().get(1);
    assertEquals(offered, assistant.toolCalls().getFirst().name());
    assertEquals(Map.of("a", 1), assistant.toolCalls().getFirst().arguments());
    assertTrue(assistant.toolCalls().getLast().name().matches("[A-Za-z0-9_-]+"));
    assertEquals(offered, ((Message.ToolOutput) encoded.messages().get(2)).toolName());

    var answer =
        new ModelResponse(
            "",
            "",
            List.of(new ToolCall("3", offered, Map.of())),
            TokenUsage.NONE,
            "m",
            ModelResponse.StopReason.DONE);
    assertEquals("mcp.x", codec.decode(answer).toolCalls().getFirst().name());
  }
}
