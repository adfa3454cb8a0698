package dev.loom.gateway.rest;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.gateway.response.ApiResponses;
import dev.loom.gateway.response.RequestParams;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/// `GET /config`: how the engine is set up. It names what may be shown, one by one: keys, secrets,
/// endpoints and environments are not among it.
public final class ConfigRoutes {
  private final LoomConfig config;
  private final IntSupplier port;

  /// @param port the one we listen on, once we do
  public ConfigRoutes(LoomConfig config, IntSupplier port) {
    this.config = config;
    this.port = port;
  }

  /// The configuration as clients see it.
  record ConfigView(
      ServerView server,
      Map<String, ModelView> models,
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      McpView mcp) {}

  /// Where the doors are.
  ///
  /// @param webhooksSigned whether there is a secret for it
  record ServerView(
      String host, int port, int planWaitSeconds, int streamsMax, boolean webhooksSigned) {}

  /// A model as it was configured.
  record ModelView(String provider, String model, Set<ModelRole> roles, int maxTokens, int tier) {
    static ModelView of(ModelConfig model) {
      return new ModelView(
          model.provider(), model.model(), model.roles(), model.maxTokens(), model.tier());
    }
  }

  /// Whose tools are used.
  record McpView(List<String> servers) {}

  public void mount(Router router) {
    RequestParams.mountGet(router, "/config", this::show);
  }

  private void show(RoutingContext context) {
    var server = config.server();
    var models = new LinkedHashMap<String, ModelView>();
    config.models().forEach((alias, model) -> models.put(alias, ModelView.of(model)));
    ApiResponses.sendJson(
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
            config.execution(),
            config.budget(),
            config.verification(),
            new McpView(config.mcp().servers().keySet().stream().sorted().toList())));
  }
}
