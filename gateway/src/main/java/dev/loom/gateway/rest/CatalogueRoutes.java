package dev.loom.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.model.ListModels;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.tool.ListMcpServers;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Serves the lists of models, tools and processes.
public record CatalogueRoutes(Bus bus) {
  private static final double MILLIS_PER_SECOND = 1_000;

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

  public void mount(RestRouter router) {
    router.get("/models", this::models);
    router.get("/tools", this::tools);
    router.get("/mcp/servers", this::mcpServers);
    router.get("/processes", this::processes, "workspace");
  }

  private Future<?> models(RestRequest request) {
    return bus.requestAsync(Addresses.MODEL_LIST, new ListModels()).map(ListModels.Found::models);
  }

  private Future<List<ToolView>> tools(RestRequest request) {
    return bus.requestAsync(Addresses.TOOL_LIST, ListTools.everywhere())
        .map(catalogue -> catalogue.tools().stream().map(ToolView::from).toList());
  }

  private Future<?> mcpServers(RestRequest request) {
    return bus.requestAsync(Addresses.MCP_SERVERS, new ListMcpServers())
        .map(ListMcpServers.Found::servers);
  }

  private Future<?> processes(RestRequest request) {
    var workspace = request.parameter("workspace").orElse("");
    return bus.requestAsync(Addresses.PROCESS_LIST, new ListProcesses(workspace))
        .map(ListProcesses.Found::processes);
  }
}
