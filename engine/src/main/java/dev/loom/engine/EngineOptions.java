package dev.loom.engine;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.tool.Tool;
import dev.loom.contracts.config.LoomConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What an engine is started with.
///
/// @param home where it keeps everything
/// @param config its configuration
/// @param environment where keys named in the configuration are looked up
/// @param tools tools beside the built-in ones
/// @param providers model providers beside those of the configuration
/// @param transcript the new file that the first task is recorded in
public record EngineOptions(
    Home home,
    LoomConfig config,
    Map<String, String> environment,
    List<Tool> tools,
    List<ModelProvider> providers,
    Optional<Path> transcript) {
  public EngineOptions {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(config, "config");
    environment = Map.copyOf(environment);
    tools = List.copyOf(tools);
    providers = List.copyOf(providers);
    Objects.requireNonNull(transcript, "transcript");
  }

  /// An engine that records no single task.
  public EngineOptions(
      Home home,
      LoomConfig config,
      Map<String, String> environment,
      List<Tool> tools,
      List<ModelProvider> providers) {
    this(home, config, environment, tools, providers, Optional.empty());
  }

  /// An engine with nothing but its configuration and the process's own environment.
  public static EngineOptions withDefaults(Home home, LoomConfig config) {
    return new EngineOptions(home, config, System.getenv(), List.of(), List.of());
  }

  /// The same with one more tool.
  public EngineOptions withTool(Tool tool) {
    return new EngineOptions(home, config, environment, append(tools, tool), providers, transcript);
  }

  /// The same with one more model provider.
  public EngineOptions withProvider(ModelProvider provider) {
    return new EngineOptions(
        home, config, environment, tools, append(providers, provider), transcript);
  }

  /// The same, with the first task recorded in a new file.
  public EngineOptions withTranscript(Path file) {
    return new EngineOptions(home, config, environment, tools, providers, Optional.of(file));
  }

  private static <T> List<T> append(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }
}
