// Patterns for areas without a value, as an extension of deck.gl's layers: the same tiles as those of the small map.

/** @import { DeckGl } from "./types.d.ts" */

/** States without a value; a colour whose alpha is 1, 2, 3 or 4 stands for one of them. */
export const STATES = ["suppressed", "too_few", "missing", "not_collected"];

const FRAGMENT = `
in vec2 patternPlace;
float patternLines(float v, float size, float unit) {
  float d = mod(v, size), within = d < 1.5 ? min(d, 1.5 - d) : -min(d - 1.5, size - d);
  return clamp(within * unit + 0.5, 0.0, 1.0);
}
`;
// Tiles are 10, 11, 15 and 11 units wide, lines 1.5; a unit is half a pixel, wherever the map stands.
const COLOUR = `
  int patternState = int(color.a * 255.0 + 0.5);
  vec2 patternAt = patternPlace * 2.0;
  float patternUnit = 1.0 / max(length(dFdx(patternAt)), 1e-6);
  if (patternState < 5) {
    vec2 turned = vec2(patternAt.x + patternAt.y, patternAt.y - patternAt.x) * 0.70710678;
    float grey = 0.0;
    if (patternState == 1) grey = patternLines(turned.y, 10.0, patternUnit);
    if (patternState == 2) grey = clamp((2.0 - length(mod(patternAt, 11.0) - 5.0)) * patternUnit + 0.5, 0.0, 1.0);
    if (patternState == 3) {
      grey = max(patternLines(turned.x, 15.0, patternUnit), patternLines(turned.y, 15.0, patternUnit));
    }
    if (patternState == 4) grey = patternLines(patternAt.y, 11.0, patternUnit);
    color = vec4(mix(vec3(1.0), patternState == 2 ? vec3(0.275) : vec3(0.43), grey), 1.0);
  }
`;

/**
 * The extension; its class is made when deck.gl is there.
 * @param {DeckGl} gl
 */
export function statePatterns(gl) {
  return class StatePatterns extends gl.LayerExtension {
    static extensionName = "StatePatterns";

    getShaders() {
      return {
        inject: {
          "vs:#decl": "out vec2 patternPlace;",
          "vs:DECKGL_FILTER_GL_POSITION": "patternPlace = geometry.worldPosition.xy * project.scale;",
          "fs:#decl": FRAGMENT,
          "fs:DECKGL_FILTER_COLOR": COLOUR,
        },
      };
    }
  };
}
