/** The gateway: one door for the API, the console and the traffic of deployed apps. */
package io.homeport.gateway;
