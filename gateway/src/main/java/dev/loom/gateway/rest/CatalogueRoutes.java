package dev.loom.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/// Serves the lists of models, tools and processes.
public final class CatalogueRoutes {
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Bus bus;

  public CatalogueRoutes(Bus bus) {
    this.bus = bus;
  }

  /// Represents a tool in the API.
  record ToolView(
      String name,
      String description,
      Map<String, Object> parameters,
      boolean readOnly,
      double timeoutSeconds,
      String title,
      String source,
      String version,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Map<String, Object>> outputSchema) {
    static ToolView from(ToolCatalogue.ToolInfo tool) {
      var description = tool.description();
      return new ToolView(
          description.name(),
          description.description(),
          description.parameters(),
          tool.readOnly(),
          tool.timeLimitMillis() / MILLIS_PER_SECOND,
          tool.title(),
          tool.source(),
          tool.version(),
          tool.outputSchema());
    }
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/models", this::models);
    RequestParams.mountGet(router, "/tools", this::tools);
    RequestParams.mountGet(router, "/processes", this::processes);
  }

  private void models(RoutingContext context) {
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.MODEL_LIST, new ListModels()),
        ListModels.Found::models);
  }

  private void tools(RoutingContext context) {
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.TOOL_LIST, ListTools.everywhere()),
        catalogue -> catalogue.tools().stream().map(ToolView::from).toList());
  }

  private void processes(RoutingContext context) {
    var workspace = RequestParams.parameter(context, "workspace").orElse("");
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.PROCESS_LIST, new ListProcesses(workspace)),
        ListProcesses.Found::processes);
  }
}
