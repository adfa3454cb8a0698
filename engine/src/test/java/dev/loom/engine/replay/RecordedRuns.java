package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Records runs of a real engine.
record RecordedRuns(Path temp) {
  Path file() {
    return temp.resolve("run.jsonl");
  }

  Path workspace() throws IOException {
    return Files.createDirectories(temp.resolve("workspace"));
  }

  /// Returns options with a separate home. Without a provider the built-in rules are used.
  EngineOptions options(Optional<ModelProvider> provider) {
    Set<ModelRole> roles =
        provider.isPresent() ? Set.of(ModelRole.EXTRACTOR) : EnumSet.allOf(ModelRole.class);
    var rules =
        ModelConfig.create("builtin", "", "", "").withRoles(roles).withMaxTokens(4096).withTier(1);
    var config = LoomConfig.defaults();
    var options =
        new EngineOptions(
            new Home(temp.resolve("home")),
            config.withServer(config.server().withPort(0)).withModels(Map.of("rules", rules)),
            Map.of(),
            List.of(),
            List.of());
    return provider.map(options::withProvider).orElse(options);
  }

  /// Returns options with an approval timeout of one second.
  EngineOptions withShortApprovalTimeout(EngineOptions options) {
    var config = options.config();
    var defaults = config.tasks().execution();
    var execution =
        new ExecutionConfig(
            new ExecutionConfig.AttemptLimits(
                defaults.attempts().maxSubtaskRetries(),
                defaults.attempts().maxLoopIterations(),
                defaults.attempts().maxSubtaskTokens(),
                defaults.attempts().maxSubtaskToolCalls(),
                defaults.attempts().maxRepeatedCalls(),
                defaults.attempts().subtaskTimeoutSeconds()),
            defaults.maxReplans(),
            defaults.maxContextTokens(),
            new ExecutionConfig.Concurrency(
                defaults.concurrency().maxParallelSubtasks(),
                defaults.concurrency().maxParallelTasks(),
                defaults.concurrency().maxQueuedTasks()),
            new ExecutionConfig.Review(
                defaults.review().autoApproveConfidenceThreshold(),
                1,
                defaults.review().questionTimeoutSeconds()));
    return new EngineOptions(
        options.home(),
        new LoomConfig(
            config.server(),
            config.models(),
            config.modelCalls(),
            new LoomConfig.TaskDefaults(
                execution, config.tasks().budget(), config.tasks().verification()),
            config.tools(),
            config.storage(),
            config.mcp()),
        options.environment(),
        options.tools(),
        options.providers());
  }

  TaskSnapshot record(EngineOptions options, TaskSpec spec) throws InterruptedException {
    try (var engine = Engine.start(options.withTranscript(file()))) {
      return engine.execute(spec);
    }
  }

  Transcript transcript() {
    return Transcript.read(file());
  }

  static void assertIdentical(ReplayReport comparison) {
    assertTrue(comparison.isIdentical(), () -> String.valueOf(comparison.differences()));
  }

  /// Responds to model requests.
  @FunctionalInterface
  interface ResponseScript {
    ModelResponse respond(ModelRequest request) throws InterruptedException;
  }

  static ModelProvider model(ResponseScript script) {
    return new ModelProvider() {
      @Override
      public String name() {
        return "scripted";
      }

      @Override
      public String model() {
        return "scripted-1";
      }

      @Override
      public int tier() {
        return 2;
      }

      @Override
      public Set<ModelRole> roles() {
        return EnumSet.of(ModelRole.PLANNER, ModelRole.EXECUTOR, ModelRole.VERIFIER);
      }

      @Override
      public ModelResponse complete(ModelRequest request, ModelListener listener)
          throws InterruptedException {
        var response = script.respond(request);
        for (var word : response.text().split("(?<= )")) {
          if (!word.isEmpty()) {
            listener.onDelta(new ModelListener.TextDelta(word));
          }
        }
        return response;
      }

      @Override
      public boolean isHealthy() {
        return true;
      }
    };
  }
}
