package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.change.ChangeLog;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs a plug-in that was compiled against the first version of plugin-api, see
/// `src/test/resources/plugins/README.md`.
class PluginCompatibilityTest {
  private static final ToolsConfig CONFIG = ToolsConfig.defaults();

  @TempDir private Path root;
  @TempDir private Path home;
  private URLClassLoader plugin;
  private ChangeLog changes;
  private ToolHost host;

  @BeforeEach
  void load() throws Exception {
    var jar = getClass().getResource("/plugins/api-1/plugin.jar");
    plugin = new URLClassLoader(new java.net.URL[] {jar}, Tool.class.getClassLoader());
    changes = new ChangeLog(CONFIG, home);
    host =
        new ToolHost(
            ToolHarness.shared(CONFIG, changes),
            List.of(),
            List.of((Tool) create("com.example.LineNumberTool")));
  }

  private Object create(String name) throws ReflectiveOperationException {
    return plugin.loadClass(name).getConstructor().newInstance();
  }

  @AfterEach
  void close() throws Exception {
    host.close();
    changes.close();
    plugin.close();
  }

  private ToolResult run(Map<String, Object> arguments, boolean repeated) throws Exception {
    var task = TaskId.random();
    var step = StepId.turn(new SubtaskId("s"), 1, 1).call(1);
    return host.run(
            new RunTool(
                OperationId.forTask(task, step.value()),
                task,
                new SubtaskId("s"),
                step,
                root.toRealPath().toString(),
                "example.number_lines",
                arguments,
                false,
                repeated))
        .result();
  }

  private void writeFile() throws IOException {
    Files.writeString(root.resolve("a.txt"), "x\ny\nskip\n");
  }

  @Test
  void theToolOfTheFirstVersionRunsAndItsWholeResultArrives() throws Exception {
    writeFile();
    var result = run(Map.of("path", "a.txt", "first", 7, "skip", List.of("skip")), false);
    assertEquals("3 lines in a.txt", result.output());
    assertEquals("7 x\n8 y\nskip", Files.readString(root.resolve("a.txt")));
    assertEquals(List.of(new FileChange("a.txt", FileChange.Kind.MODIFIED)), result.filesChanged());
    assertEquals(3, result.data().get("lines"));
    assertEquals(0, result.data().get("exit_code"));
    assertEquals(true, result.data().get("time_left"));
    assertEquals(3, result.content().size());
  }

  @Test
  void itsFailureKeepsCodeTextAndOutput() throws Exception {
    writeFile();
    var result = run(Map.of("path", "b.txt"), false);
    assertEquals("file_not_found", result.errorCode());
    assertEquals("There is no file b.txt", result.error());
    assertEquals("Choose one of [a.txt, 1]", result.output());
  }

  @Test
  void aRepeatedCallIsLeftToItsLookup() throws Exception {
    writeFile();
    assertEquals("in_doubt", run(Map.of("path", "a.txt"), true).errorCode());
    assertEquals("x\ny\nskip\n", Files.readString(root.resolve("a.txt")));
  }

  @Test
  void itsDescriptorAndEffectsAreRead() {
    var info = host.catalogue().find("example.number_lines").orElseThrow();
    assertEquals("Number lines", info.title());
    assertTrue(info.version().matches("1\\.0\\+[0-9a-f]{12}"), "declared version and hash");
    assertEquals("plugin", info.source());
    assertEquals(Optional.of(Map.of("type", "object")), info.outputSchema());
    var described =
        host.describeEffects(
            new DescribeEffects(
                TaskId.random(),
                StepId.turn(new SubtaskId("s"), 1, 1),
                "/w",
                List.of(
                    new ToolCall("c1", "example.number_lines", Map.of("path", "a")),
                    new ToolCall(
                        "c2", "example.number_lines", Map.of("path", "a", "dry_run", true)),
                    new ToolCall("c3", "example.number_lines", Map.of()))));
    assertEquals(6, described.effects().get(0).size());
    assertEquals(List.of(new ToolEffect.ReadsPath("a")), described.effects().get(1));
    assertEquals(List.of(new ToolEffect.Unknown()), described.effects().get(2));
  }

  @Test
  void theModelProviderOfTheFirstVersionCallsToolsAndReadsTheirResults() throws Exception {
    var model = (ModelProvider) create("com.example.EchoModel");
    assertEquals(Set.of(ModelRole.EXECUTOR), model.roles());
    assertTrue(model.checkHealth().isEmpty());
    var tools = List.of(new ToolDescription("t", "A tool.", Map.of("type", "object")));
    var question = new Message.User("go");
    var call = model.complete(request(tools, question), ModelListener.NONE).toolCalls().getFirst();
    assertEquals("t", call.name());
    var output = new Message.ToolOutput("c1", "t", "out", false, Map.of("n", 1), List.of());
    assertEquals(
        "out {n=1} false",
        model.complete(request(tools, question, output), ModelListener.NONE).text());
  }

  private static ModelRequest request(List<ToolDescription> tools, Message... messages) {
    return new ModelRequest(ModelRole.EXECUTOR, List.of(messages), tools, Optional.empty());
  }
}
