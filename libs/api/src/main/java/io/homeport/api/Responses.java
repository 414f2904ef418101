package io.homeport.api;

import org.jboss.resteasy.reactive.RestResponse;

/**
 * Responses that point to a resource. The address is a path, since only the door knows its host.
 */
public final class Responses {

  private static final String ROOT = "/api/v1";

  /**
   * 201: the resource is there.
   *
   * @param path below {@code /api/v1}, such as {@code /apps/…}
   */
  public static <T> RestResponse<T> created(String path, T entity) {
    return respond(RestResponse.Status.CREATED, path, entity);
  }

  /** 202: the work is accepted; the resource tells how far it is. */
  public static <T> RestResponse<T> accepted(String path, T entity) {
    return respond(RestResponse.Status.ACCEPTED, path, entity);
  }

  private static <T> RestResponse<T> respond(RestResponse.Status status, String path, T entity) {
    return RestResponse.ResponseBuilder.<T>create(status)
        .header("Location", ROOT + path)
        .entity(entity)
        .build();
  }

  private Responses() {}
}
