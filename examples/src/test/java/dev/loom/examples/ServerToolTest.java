package dev.loom.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.AbstractModelProvider;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerToolTest {
  private static final String SERVER = "sleep 60." + ProcessHandle.current().pid();

  @TempDir private Path directory;
  @TempDir private Path home;

  /// Requests the given calls of the tool one after another.
  private static final class Caller extends AbstractModelProvider {
    private final List<Map<String, Object>> calls;
    private final List<String> outputs = new CopyOnWriteArrayList<>();

    Caller(List<Map<String, Object>> calls) {
      super("caller", "caller-1", 1, EnumSet.allOf(ModelRole.class));
      this.calls = calls;
    }

    @Override
    public ModelResponse complete(ModelRequest request, ModelListener listener) {
      return switch (request.role()) {
        case PLANNER -> text("{\"subtasks\":[{\"id\":\"serve\",\"description\":\"Serve.\"}]}");
        case EXECUTOR -> next(request.messages());
        case VERIFIER -> text("{\"passed\":true,\"confidence\":1.0,\"feedback\":\"\"}");
        case EXTRACTOR -> text("[]");
      };
    }

    private ModelResponse next(List<Message> messages) {
      outputs.clear();
      messages.stream()
          .filter(Message.ToolOutput.class::isInstance)
          .forEach(output -> outputs.add(output.text()));
      return outputs.size() == calls.size()
          ? text("Done.")
          : response(
              "", List.of(new ToolCall("c" + outputs.size(), "server", calls.get(outputs.size()))));
    }

    private static ModelResponse text(String text) {
      return response(text, List.of());
    }

    private static ModelResponse response(String text, List<ToolCall> calls) {
      return new ModelResponse(
          text, "", calls, TokenUsage.NONE, "caller-1", ModelResponse.StopReason.DONE);
    }
  }

  private List<String> run(List<Map<String, Object>> calls) throws InterruptedException {
    var model = new Caller(calls);
    var options =
        EngineOptions.withDefaults(new Home(home), LoomConfig.defaults().withPort(0))
            .withProvider(model)
            .withTool(new ServerTool());
    try (var engine = Engine.start(options)) {
      var task = engine.execute(TaskSpec.create("Serve.", directory.toString()));
      assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
      awaitServerEnd();
    }
    return model.outputs;
  }

  /// Waits while the engine runs, so that it is the end of the task that ends the server.
  private static void awaitServerEnd() throws InterruptedException {
    for (var i = 0; i < 2_000 && isServerAlive(); i++) {
      Thread.sleep(5);
    }
    assertFalse(isServerAlive());
  }

  /// Finds the server by its arguments, because it has another process id inside a sandbox.
  private static boolean isServerAlive() {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(SERVER));
  }

  @Test
  void aServerRunsBetweenCallsAndEndsWithItsTask() throws Exception {
    var command = "echo listening; exec " + SERVER;
    var outputs =
        run(
            List.of(
                Map.of("action", "start", "command", command),
                Map.of("action", "output", "id", "serve.1.1.1")));
    assertTrue(outputs.get(0).startsWith("serve.1.1.1 is running."), outputs.get(0));
    assertEquals("serve.1.1.1 is running. Its output:\nlistening\n", outputs.get(1));
  }

  @Test
  void aServerIsStopped() throws Exception {
    var outputs =
        run(
            List.of(
                Map.of("action", "start", "command", "exec " + SERVER),
                Map.of("action", "stop", "id", "serve.1.1.1"),
                Map.of("action", "output", "id", "serve.1.1.1")));
    assertEquals("serve.1.1.1 ended with 143. Its output:\n", outputs.get(1));
    assertEquals(outputs.get(1), outputs.get(2));
  }
}
