package dev.loom.models;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.model.ModelCheck;
import dev.loom.contracts.model.ModelChecks;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Tries models without an engine: whether each is there, lets us in, answers, and calls a tool.
///
/// A trial asks each model at most two questions of a few tokens. Its methods block.
final class Trials {
  private static final int PROBLEM_SECONDS = 10;
  private static final int ANSWER_CHARS_MAX = 200;

  /// Kinds that answer only what they know, so a small question says nothing about them.
  private static final Set<String> UNASKED = Set.of("builtin", "replay");

  private static final String TOOL = "say";
  private static final String TEXT = "Answer with the one word: ready";
  private static final ToolDescription SAY =
      new ToolDescription(
          TOOL,
          "Says a word aloud.",
          schema("word", Map.of("type", "string", "description", "The word to say.")));

  private final Vertx vertx;
  private final LoomConfig config;
  private final Map<String, String> environment;
  private final int answerSeconds;

  /// @param environment where keys named `${NAME}` are found
  Trials(Vertx vertx, LoomConfig config, Map<String, String> environment) {
    this.vertx = vertx;
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.answerSeconds = config.modelCalls().firstByteTimeoutSeconds();
  }

  private static Map<String, Object> schema(String name, Map<String, Object> property) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", Map.of(name, property));
    schema.put("required", List.of(name));
    schema.put("additionalProperties", false);
    return schema;
  }

  /// A model and what is known of it before it is asked.
  private record Candidate(ModelProvider provider, String kind, Optional<ModelConfig> config) {}

  /// Tries every configured model, or the one that would be found, all at once.
  ModelChecks run() throws InterruptedException {
    var providers = new BuiltinProviders(vertx, config.modelCalls(), environment);
    List<Callable<ModelCheck>> trials = new ArrayList<>();
    if (config.models().isEmpty()) {
      trials.add(() -> tried(found(providers)));
    }
    config
        .models()
        .forEach((alias, model) -> trials.add(() -> configured(providers, alias, model)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tried = new ArrayList<ModelCheck>();
      for (var trial : threads.invokeAll(trials)) {
        tried.add(trial.get());
      }
      return new ModelChecks(tried);
    } catch (ExecutionException broken) {
      throw new IllegalStateException(broken.getCause());
    }
  }

  private Candidate found(BuiltinProviders providers) {
    var chosen =
        new Choice(vertx, providers, environment)
            .choose()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return new Candidate(chosen.provider(), chosen.kind(), Optional.empty());
  }

  private ModelCheck configured(BuiltinProviders providers, String alias, ModelConfig model)
      throws InterruptedException {
    var kind = BuiltinProviders.kindOf(model);
    try {
      return tried(new Candidate(providers.make(alias, model), kind, Optional.of(model)));
    } catch (ServiceException wrong) {
      return new ModelCheck(alias, model.model(), kind, "", 1, List.of(wrong.getMessage()));
    }
  }

  private ModelCheck tried(Candidate candidate) throws InterruptedException {
    var problems = new ArrayList<String>();
    window(candidate).ifPresent(problems::add);
    var unreachable = within(PROBLEM_SECONDS, candidate.provider()::checkHealth);
    if (unreachable.isPresent()) {
      problems.add(
          unreachable.get().orElse("It did not say within " + PROBLEM_SECONDS + " s how it is."));
      return trial(candidate, "", 2, problems);
    }
    if (UNASKED.contains(candidate.kind())) {
      return trial(candidate, "(not asked: no model)", 1, problems);
    }
    var answer = asked(candidate, problems);
    return trial(candidate, answer, 4, problems);
  }

  private static ModelCheck trial(
      Candidate candidate, String answer, int examined, List<String> problems) {
    var provider = candidate.provider();
    return new ModelCheck(
        provider.name(), provider.model(), candidate.kind(), answer, examined, problems);
  }

  /// A conversation is shortened to a size; a window that is smaller cuts off its beginning.
  private Optional<String> window(Candidate candidate) {
    var model = candidate.config().orElse(ModelConfig.defaults());
    int wanted = config.execution().maxContextTokens();
    return model.contextWindow() == 0 || model.contextWindow() >= wanted + model.maxTokens()
        ? Optional.empty()
        : Optional.of(
            "Its context window of %d tokens is too small for conversations of %d and answers of %d."
                    .formatted(model.contextWindow(), wanted, model.maxTokens())
                + " Raise models.%s.context_window, or lower execution.max_context_tokens."
                    .formatted(candidate.provider().name()));
  }

  /// Asks for a word, with a tool on offer where the model is to do work.
  private String asked(Candidate candidate, List<String> problems) throws InterruptedException {
    if (!candidate.provider().roles().contains(ModelRole.EXECUTOR)) {
      return plainly(candidate, problems);
    }
    var request =
        new ModelRequest(
            ModelRole.EXECUTOR,
            List.of(new Message.User("Call the tool `say` with the word: ready")),
            List.of(SAY),
            Optional.empty());
    try {
      var response = answered(candidate, request);
      if (response.toolCalls().stream().anyMatch(call -> call.name().equals(TOOL))) {
        return "called the tool it was asked to call";
      }
      problems.add(
          "It was asked to call a tool and did not, so it cannot do work. Use a model that is made"
              + " for tools, or take \"executor\" out of models."
              + candidate.provider().name()
              + ".roles.");
      return firstLine(response);
    } catch (ModelException refused) {
      var before = problems.size();
      var answer = plainly(candidate, problems);
      if (problems.size() == before) {
        problems.add("It answers, but takes no tools: " + oneLine(refused.getMessage()));
      }
      return answer;
    }
  }

  private String plainly(Candidate candidate, List<String> problems) throws InterruptedException {
    var role = candidate.provider().roles().iterator().next();
    var request =
        new ModelRequest(role, List.of(new Message.User(TEXT)), List.of(), Optional.empty());
    try {
      return firstLine(answered(candidate, request));
    } catch (ModelException refused) {
      problems.add(oneLine(refused.getMessage()));
      return "";
    }
  }

  private ModelResponse answered(Candidate candidate, ModelRequest request)
      throws ModelException, InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> candidate.provider().complete(request, ModelListener.NONE));
      return awaited(answer, answerSeconds);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ModelException refused) {
        throw refused;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      throw ModelException.retryable(
          "It did not answer a small question within "
              + answerSeconds
              + " s. Wait until it is loaded, or use a smaller model.",
          late);
    }
  }

  /// @return empty when there is no problem; a problem without words when it did not come in time
  private static Optional<Optional<String>> within(int seconds, Callable<Optional<String>> question)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return awaited(threads.submit(question), seconds).map(Optional::of);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (TimeoutException late) {
      return Optional.of(Optional.empty());
    }
  }

  private static <T> T awaited(Future<T> future, int seconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } finally {
      future.cancel(true);
    }
  }

  private static String firstLine(ModelResponse response) {
    return oneLine(response.text().isBlank() ? response.thinking() : response.text());
  }

  private static String oneLine(String text) {
    var line = String.join(" ", text.strip().split("\\s+"));
    return line.length() <= ANSWER_CHARS_MAX ? line : line.substring(0, ANSWER_CHARS_MAX) + "…";
  }
}
