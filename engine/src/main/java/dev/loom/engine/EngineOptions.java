package dev.loom.engine;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.tool.Tool;
import dev.loom.contracts.config.LoomConfig;
import io.vertx.core.Deployable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Holds the options of an engine.
///
/// @param home directory of all stored data
/// @param config configuration
/// @param environment variables that resolve `${NAME}` in the configuration
/// @param tools tools in addition to the built-in ones
/// @param providers model providers in addition to the configured ones
/// @param verticles verticles that start with the engine, before unfinished tasks go on
/// @param transcript new file for the recording of the first task, if any
public record EngineOptions(
    Home home,
    LoomConfig config,
    Map<String, String> environment,
    List<Tool> tools,
    List<ModelProvider> providers,
    List<Deployable> verticles,
    Optional<Path> transcript) {
  public EngineOptions {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(config, "config");
    environment = Map.copyOf(environment);
    tools = List.copyOf(tools);
    providers = List.copyOf(providers);
    verticles = List.copyOf(verticles);
    Objects.requireNonNull(transcript, "transcript");
  }

  /// Creates options without a recording.
  public EngineOptions(
      Home home,
      LoomConfig config,
      Map<String, String> environment,
      List<Tool> tools,
      List<ModelProvider> providers) {
    this(home, config, environment, tools, providers, List.of(), Optional.empty());
  }

  /// Creates options with the environment of this process and without additional tools or
  /// providers.
  public static EngineOptions withDefaults(Home home, LoomConfig config) {
    return new EngineOptions(home, config, System.getenv(), List.of(), List.of());
  }

  /// Returns a copy with an additional tool.
  public EngineOptions withTool(Tool tool) {
    return new EngineOptions(
        home, config, environment, append(tools, tool), providers, verticles, transcript);
  }

  /// Returns a copy with an additional model provider.
  public EngineOptions withProvider(ModelProvider provider) {
    return new EngineOptions(
        home, config, environment, tools, append(providers, provider), verticles, transcript);
  }

  /// Returns a copy with a verticle that starts with the engine, for example to register tools with
  /// [dev.loom.tools.HostedTools]. Unfinished tasks see its tools, unlike those of a verticle that
  /// is deployed later with [Engine#deploy].
  public EngineOptions withVerticle(Deployable verticle) {
    return new EngineOptions(
        home, config, environment, tools, providers, append(verticles, verticle), transcript);
  }

  /// Returns a copy that records the first task in a new file.
  public EngineOptions withTranscript(Path file) {
    return new EngineOptions(
        home, config, environment, tools, providers, verticles, Optional.of(file));
  }

  private static <T> List<T> append(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }
}
