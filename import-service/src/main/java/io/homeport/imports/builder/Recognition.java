package io.homeport.imports.builder;

import io.homeport.contracts.Builder;
import java.util.List;

/**
 * What generated an app.
 *
 * @param evidence what says so: one line each, naming the file
 */
public record Recognition(Builder builder, List<String> evidence) {}
