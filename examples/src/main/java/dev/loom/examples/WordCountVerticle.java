package dev.loom.examples;

import dev.loom.contracts.tool.ToolScope;
import dev.loom.tools.HostedTools;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/// A verticle that adds a tool to a running engine, and takes it away again when it is undeployed.
public final class WordCountVerticle extends VerticleBase {
  private HostedTools tools;

  @Override
  public Future<?> start() {
    return HostedTools.register(
            vertx, "verticle:words", new ToolScope.Everywhere(), List.of(new WordCountTool()))
        .onSuccess(registered -> tools = registered);
  }

  @Override
  public Future<?> stop() {
    return tools.close();
  }
}
