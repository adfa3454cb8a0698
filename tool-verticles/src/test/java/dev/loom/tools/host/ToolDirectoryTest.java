package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.ToolHostId;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.RegisterTools;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import dev.loom.contracts.tool.ToolScope;
import dev.loom.contracts.tool.ToolScope.Everywhere;
import dev.loom.contracts.tool.ToolScope.OneProcess;
import dev.loom.contracts.tool.ToolScope.OneSession;
import dev.loom.contracts.tool.ToolsChanged;
import dev.loom.contracts.tool.WithdrawTools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolDirectoryTest {
  private final ToolDirectory directory =
      new ToolDirectory(new ToolCatalogue(List.of(tool("read_file", "Reads."))));

  private static ToolInfo tool(String name, String description) {
    return info(ToolDescriptor.of(name, description, FakeTool.ANYTHING));
  }

  private static ToolInfo info(ToolDescriptor tool) {
    return ToolInfo.of(tool, ToolInfo.BUILTIN, CrashPolicy.NEVER, 1_000);
  }

  private ToolHostId register(String source, ToolScope scope, ToolInfo... tools) {
    var host = ToolHostId.random();
    directory.register(new RegisterTools(host, source, scope, List.of(tools)));
    return host;
  }

  private ServiceError refusal(String source, ToolScope scope, ToolInfo... tools) {
    return assertThrows(ServiceException.class, () -> register(source, scope, tools)).error();
  }

  private List<String> names(ToolScope scope) {
    return directory.list(new ListTools(scope)).tools().stream().map(ToolInfo::name).toList();
  }

  @Test
  void aRegisteredToolIsListedWithItsSourceAndHostUntilItIsWithdrawn() {
    var host = ToolHostId.random();
    assertEquals(
        new ToolsChanged(List.of("echo"), List.of()),
        directory.register(
            new RegisterTools(host, "verticle:a", new Everywhere(), List.of(tool("echo", "E.")))));
    assertEquals(List.of("echo", "read_file"), names(new Everywhere()));
    assertEquals(
        tool("echo", "E.").at(host, "verticle:a"),
        directory.list(ListTools.everywhere()).find("echo").orElseThrow());
    assertEquals(
        new ToolsChanged(List.of(), List.of("echo")), directory.withdraw(new WithdrawTools(host)));
    assertEquals(List.of("read_file"), names(new Everywhere()));
    assertEquals(
        new ToolsChanged(List.of(), List.of()), directory.withdraw(new WithdrawTools(host)));
  }

  @Test
  void aToolIsVisibleInItsScopeOnly() {
    register("a", new OneProcess("audit"), tool("sums", "S."));
    register("b", new OneSession("s1"), tool("notes", "N."));
    assertEquals(List.of("read_file"), names(new Everywhere()));
    assertEquals(List.of("read_file", "sums"), names(new OneProcess("audit")));
    assertEquals(List.of("read_file"), names(new OneProcess("other")));
    assertEquals(List.of("notes", "read_file"), names(new OneSession("s1")));
  }

  @Test
  void aNameOfTheEngineOrOfAnotherSourceIsRefusedAndNothingOfTheRequestIsRegistered() {
    assertEquals(
        ServiceException.conflict(
                "The tool 'read_file' of 'a' was not registered: a tool of 'builtin' has this name.")
            .error(),
        refusal("a", new OneProcess("p"), tool("new_one", "N."), tool("read_file", "R.")));
    register("a", new OneProcess("p"), tool("echo", "E."));
    register("b", new OneProcess("q"), tool("echo", "E."));
    assertEquals(
        ServiceException.conflict(
                "The tool 'echo' of 'c' was not registered: a tool of 'a' has this name.")
            .error(),
        refusal("c", new Everywhere(), tool("echo", "E.")));
    assertEquals(List.of("echo", "read_file"), names(new OneProcess("p")));
  }

  @Test
  void aToolOfTheSameSourceIsReplacedAndItsEarlierHostKeepsNoTool() {
    var first = register("a", new Everywhere(), tool("echo", "Old."));
    var second = register("a", new Everywhere(), tool("echo", "New."));
    var listed = directory.list(ListTools.everywhere()).find("echo").orElseThrow();
    assertEquals(second, listed.host().orElseThrow());
    assertNotEquals(tool("echo", "Old.").version(), listed.version());
    assertEquals(List.of(), directory.withdraw(new WithdrawTools(first)).withdrawn());
    assertEquals(List.of("echo"), directory.withdraw(new WithdrawTools(second)).withdrawn());
  }

  @Test
  void invalidToolsAndSourcesAreRefused() {
    var schema = info(ToolDescriptor.of("bad", "B.", Map.of("type", "objekt")));
    assertTrue(refusal("a", new Everywhere(), schema).detail().contains("not a valid JSON Schema"));
    var large = tool("large", "x".repeat(ToolDirectory.TOOL_CHARS_MAX));
    assertTrue(refusal("a", new Everywhere(), large).detail().contains("too large"));
    var twice = refusal("a", new Everywhere(), tool("echo", "1"), tool("echo", "2"));
    assertEquals("Two tools have the name 'echo'.", twice.detail());
    for (var source : List.of("", "builtin", "plugin", "x".repeat(101))) {
      assertEquals(
          ServiceError.Code.INVALID, refusal(source, new Everywhere(), tool("e", "E.")).code());
    }
    assertEquals(List.of("read_file"), names(new Everywhere()));
  }

  @Test
  void theNumberOfToolsIsBounded() {
    var tools =
        IntStream.range(0, ToolDirectory.TOOLS_MAX)
            .mapToObj(i -> tool("t" + i, "T."))
            .toArray(ToolInfo[]::new);
    var host = register("a", new Everywhere(), tools);
    var refused = refusal("b", new Everywhere(), tool("one_more", "O."));
    assertEquals(ServiceError.Code.OVERLOADED, refused.code());
    directory.withdraw(new WithdrawTools(host));
    register("b", new Everywhere(), tool("one_more", "O."));
  }

  @Test
  void theVersionChangesWithTheDescriptorButNotWithTheOrderOfItsFields() {
    var forward = new LinkedHashMap<String, Object>(Map.of("type", "object"));
    forward.put("title", "t");
    var backward = new LinkedHashMap<String, Object>(Map.of("title", "t"));
    backward.put("type", "object");
    var tool = ToolDescriptor.of("a", "A.", forward);
    assertEquals(info(tool).version(), info(ToolDescriptor.of("a", "A.", backward)).version());
    assertNotEquals(info(tool).version(), info(tool.withTitle("other")).version());
    assertTrue(info(tool.withVersion("1.2")).version().startsWith("1.2+"));
  }
}
