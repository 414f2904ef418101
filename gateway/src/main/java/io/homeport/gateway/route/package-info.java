/** The routes of deployed apps: which release, with which files and backend, answers which host. */
package io.homeport.gateway.route;
