package dev.loom.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.file.SeenFiles;
import dev.loom.tools.host.ToolHost;
import dev.loom.tools.schema.ArgumentValidator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract that every built-in tool fulfils.
@Timeout(120)
class BuiltinToolsTest {
  private static final ToolsConfig CONFIG = ToolsConfig.defaults();

  private static final List<String> HOSTILE_TEXTS =
      List.of(
          "",
          " ",
          ".",
          "..",
          "../../../../etc/passwd",
          "/etc/passwd",
          "/",
          "//",
          "\0",
          "a\0b",
          "a".repeat(300),
          "a/".repeat(2_000),
          "x".repeat(5_000),
          "\ud83d\ude00/\u202e",
          "\ud800",
          "\\",
          "[",
          "{",
          "(?=x)",
          "**/**/**",
          "%s%n",
          "$(",
          "'",
          "\"",
          "a\nb\r\n");

  @TempDir private Path root;
  @TempDir private Path home;
  private ChangeLog changes;
  private ToolHost host;

  static Stream<Tool> tools() {
    return BuiltinTools.create(
        CONFIG, List.of(), (context, path) -> Optional.empty(), new SeenFiles())
        .stream();
  }

  @BeforeEach
  void open() {
    changes = new ChangeLog(CONFIG, home);
    host =
        new ToolHost(
            ToolHarness.shared(CONFIG, changes),
            BuiltinTools.create(
                CONFIG, List.of(), (context, path) -> Optional.empty(), new SeenFiles()),
            List.of());
  }

  @AfterEach
  void close() throws InterruptedException {
    host.close();
    changes.close();
  }

  private RunTool.Outcome run(String tool, Map<String, Object> arguments)
      throws IOException, InterruptedException {
    var task = TaskId.random();
    var step = StepId.turn(new SubtaskId("s"), 1, 1).call(1);
    return host.run(
        new RunTool(
            OperationId.forTask(task, step.value()),
            task,
            new SubtaskId("s"),
            step,
            root.toRealPath().toString(),
            tool,
            arguments,
            false,
            false));
  }

  @Test
  void theBuiltinToolsAreComplete() {
    assertEquals(
        List.of(
            "read_file",
            "write_file",
            "edit_file",
            "delete_file",
            "move_file",
            "list_directory",
            "search_files",
            "glob_find",
            "shell_execute",
            "git_command",
            "web_fetch",
            "web_search",
            "calculator"),
        tools().map(tool -> tool.descriptor().name()).toList());
  }

  @Test
  void crashPoliciesAreDeclared() {
    for (var line : host.catalogue().tools()) {
      switch (line.description().name()) {
        case "write_file" -> {
          assertFalse(line.readOnly());
          assertEquals(CrashPolicy.VERIFY, line.onCrash());
        }
        case "edit_file" -> {
          assertFalse(line.readOnly());
          assertEquals(CrashPolicy.VERIFY, line.onCrash());
        }
        case "shell_execute" -> {
          assertFalse(line.readOnly());
          assertEquals(CrashPolicy.NEVER, line.onCrash());
          assertEquals(CONFIG.shellTimeoutSeconds() * 1_000L, line.timeLimitMillis());
        }
        case "git_command", "delete_file", "move_file" -> {
          assertFalse(line.readOnly());
          assertEquals(CrashPolicy.NEVER, line.onCrash());
        }
        default -> {
          assertTrue(line.readOnly());
          assertEquals(CrashPolicy.RETRY, line.onCrash());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void nameDescriptionAndSchemaAreValid(Tool tool) {
    assertTrue(tool.descriptor().name().matches("[a-z][a-z0-9_]{0,63}"));
    assertTrue(tool.descriptor().description().length() > 30);
    ArgumentValidator.compile(tool.descriptor().inputSchema());
    assertEquals(false, tool.descriptor().inputSchema().get("additionalProperties"));
    properties(tool)
        .forEach(
            (name, schema) -> {
              assertTrue(schema instanceof Map<?, ?>, name);
              var description = ((Map<?, ?>) schema).get("description");
              assertTrue(description instanceof String text && text.length() > 10, name);
            });
  }

  private static Map<String, Object> properties(Tool tool) {
    var properties = new HashMap<String, Object>();
    ((Map<?, ?>) tool.descriptor().inputSchema().get("properties"))
        .forEach((name, schema) -> properties.put((String) name, schema));
    return properties;
  }

  private static List<String> required(Tool tool) {
    return ((List<?>) tool.descriptor().inputSchema().get("required"))
        .stream().map(String.class::cast).toList();
  }

  @ParameterizedTest
  @MethodSource("tools")
  void aMissingArgumentIsRejectedByName(Tool tool) throws Exception {
    for (var missing : required(tool)) {
      var given = new HashMap<String, Object>();
      required(tool).forEach(name -> given.put(name, "x"));
      given.remove(missing);
      assertEquals(
          "Invalid arguments for '" + tool.descriptor().name() + "': '" + missing + "' is required",
          run(tool.descriptor().name(), given).result().error());
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void anUnknownArgumentIsRejectedByName(Tool tool) throws Exception {
    var given = new HashMap<String, Object>();
    required(tool).forEach(name -> given.put(name, example(tool, name)));
    given.put("page_start", 1);
    assertEquals(
        "Invalid arguments for '"
            + tool.descriptor().name()
            + "': 'page_start' is not an argument of this tool",
        run(tool.descriptor().name(), given).result().error());
  }

  private static Object example(Tool tool, String name) {
    var isList = ((Map<?, ?>) properties(tool).get(name)).get("type").equals("array");
    return isList ? List.of("x") : "x";
  }

  @ParameterizedTest
  @MethodSource("tools")
  void anArgumentOfTheWrongTypeIsRejectedByName(Tool tool) throws Exception {
    for (var name : properties(tool).keySet()) {
      var given = new HashMap<String, Object>();
      required(tool).forEach(each -> given.put(each, "x"));
      given.put(name, Map.of("nested", List.of()));
      var error = run(tool.descriptor().name(), given).result().error();
      assertTrue(error.contains("'" + name + "' must be "), error);
      assertTrue(error.endsWith(", not an object"), error);
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void hostileTextsEndInAnOutcomeWithoutClassNames(Tool tool) throws Exception {
    for (var name : properties(tool).keySet()) {
      for (var text : HOSTILE_TEXTS) {
        var given = new HashMap<String, Object>();
        required(tool).forEach(each -> given.put(each, "x"));
        given.put(name, text);
        var result = run(tool.descriptor().name(), given).result();
        assertTrue(
            result.success() || !result.error().isBlank(), tool.descriptor().name() + " " + text);
        assertFalse(result.error().contains("Exception"), result.error());
        assertFalse(result.error().contains("java."), result.error());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void hostileShapesEndInAnOutcome(Tool tool) throws Exception {
    for (var name : properties(tool).keySet()) {
      for (var value : hostileShapes()) {
        var given = new HashMap<String, Object>();
        required(tool).forEach(each -> given.put(each, "x"));
        given.put(name, value);
        var result = run(tool.descriptor().name(), given).result();
        assertTrue(result.success() || !result.error().isBlank());
      }
    }
  }

  private static List<Object> hostileShapes() {
    Object deep = "x";
    for (var i = 0; i < 50; i++) {
      deep = List.of(deep);
    }
    var shapes = new ArrayList<Object>(List.of(deep, true, -1, 0, 1e300, Long.MAX_VALUE));
    shapes.add(new java.math.BigInteger("9".repeat(50)));
    shapes.add(List.of(Map.of("old_str", "", "new_str", "")));
    return shapes;
  }
}
