package dev.loom.gateway.rest;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/// Serves `GET /config`. The view records define which keys are public; API keys, secrets,
/// endpoints and environments are not.
public final class ConfigRoutes {
  private final LoomConfig config;
  private final IntSupplier port;

  /// @param port port of this server, known once it listens
  public ConfigRoutes(LoomConfig config, IntSupplier port) {
    this.config = config;
    this.port = port;
  }

  /// Represents the configuration in the API.
  record ConfigView(
      ServerView server,
      Map<String, ModelView> models,
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      McpView mcp) {}

  /// Represents the server configuration.
  ///
  /// @param webhooksSigned whether a webhook secret is configured
  record ServerView(
      String host, int port, int planWaitSeconds, int streamsMax, boolean webhooksSigned) {}

  /// Represents a configured model.
  record ModelView(String provider, String model, Set<ModelRole> roles, int maxTokens, int tier) {
    static ModelView of(ModelConfig model) {
      return new ModelView(
          model.endpoint().provider(),
          model.endpoint().model(),
          model.roles(),
          model.generation().maxTokens(),
          model.tier());
    }
  }

  /// Represents the configured MCP servers.
  record McpView(List<String> servers) {}

  public void mount(Router router) {
    RequestParams.mountGet(router, "/config", this::show);
  }

  private void show(RoutingContext context) {
    var server = config.server();
    var models = new LinkedHashMap<String, ModelView>();
    config.models().forEach((alias, model) -> models.put(alias, ModelView.of(model)));
    SuccessResponses.sendJson(
        context,
        200,
        new ConfigView(
            new ServerView(
                server.host(),
                port.getAsInt(),
                server.planWaitSeconds(),
                server.streamsMax(),
                !server.webhookSecret().isEmpty()),
            models,
            config.tasks().execution(),
            config.tasks().budget(),
            config.tasks().verification(),
            new McpView(config.mcp().servers().keySet().stream().sorted().toList())));
  }
}
