package io.homeport.deploy.variable;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.EnvironmentId;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Variables over HTTP. A secret goes in and never comes out. */
@Path("/environments/{environment}/variables")
@Tag(name = "variables")
@Blocking
public class VariablesResource {

  /** What a variable is to be. */
  @Schema(name = "VariableValue")
  public record Value(
      @NotNull String value,
      @Schema(
              description =
                  "Whether it is never shown again. Without it: true, unless the name says that every visitor gets it.")
          @Nullable Boolean secret) {

    @Override
    public String toString() {
      return "Value[***]";
    }
  }

  /** Changes of variables. */
  @Schema(name = "VariableChanges")
  public record Changes(
      @NotNull
          @Schema(description = "By name; null takes a variable away. Others stay as they are.")
          Map<String, @Nullable Value> variables) {}

  @Inject EnvironmentVariables variables;
  @Inject Caller caller;

  @GET
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An environment's variables, and what its app needs and lacks")
  public RestResponse<VariablesView> get(@PathParam("environment") UUID environment) {
    return respond(variables.get(caller.organization(), new EnvironmentId(environment)));
  }

  @PATCH
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Set and remove variables; the next deployment takes them")
  @APIResponse(responseCode = "200", description = "All variables as they stand now")
  public RestResponse<VariablesView> change(
      @PathParam("environment") UUID environment,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @NotNull Changes changes) {
    if (changes.variables() == null) {
      throw Problems.invalid("variables", "an object of variables by name");
    }
    return respond(
        variables.change(
            caller.organization(),
            new EnvironmentId(environment),
            checked(changes.variables()),
            ifMatch,
            caller.userName()));
  }

  private static Map<VariableName, @Nullable Variable> checked(
      Map<String, @Nullable Value> wanted) {
    var changes = new LinkedHashMap<VariableName, @Nullable Variable>();
    wanted.forEach((text, value) -> {
      String field = "variables." + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
      if (!VariableName.isValid(text)) {
        throw Problems.invalid(field, VariableName.ACCEPTED);
      }
      var name = new VariableName(text);
      changes.put(name, value == null ? null : checked(field, name, value));
    });
    return changes;
  }

  private static Variable checked(String field, VariableName name, Value wanted) {
    name.reserved()
        .ifPresent(why -> {
          throw Problems.unprocessable("variable-reserved", why, "Leave it out.");
        });
    String value = wanted.value();
    if (value == null || value.length() > Variable.LONGEST || value.indexOf('\0') >= 0) {
      throw Problems.invalid(
          field, "a text of at most %d characters, without NUL".formatted(Variable.LONGEST));
    }
    boolean secret = wanted.secret() == null ? !name.isPublic() : wanted.secret();
    if (secret && name.isPublic()) {
      throw Problems.unprocessable(
          "public-variable-secret",
          "%s ends up in files that every visitor gets, so it cannot be a secret."
              .formatted(name.text()),
          "Give it another name and read it on the server, or set it with secret false.");
    }
    return new Variable(value, secret);
  }

  private static RestResponse<VariablesView> respond(EnvironmentVariables.Tagged found) {
    return RestResponse.ResponseBuilder.ok(found.view()).header("ETag", found.tag().text()).build();
  }
}
