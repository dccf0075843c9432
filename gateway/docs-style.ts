/** Makes the API pages plain and calm: system fonts, one column, no bar that is not needed. */
export const docsStyle = `
body { background: #fff; }
.swagger-ui, .swagger-ui .info .title, .swagger-ui .opblock-tag, .swagger-ui .btn,
.swagger-ui .opblock .opblock-summary-description, .swagger-ui table thead tr th,
.swagger-ui .parameter__name, .swagger-ui .response-col_status, .swagger-ui .tab li,
.swagger-ui .opblock .opblock-section-header h4, .swagger-ui section.models h4 {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
.swagger-ui .topbar, .swagger-ui .schemes-server-container, .swagger-ui .info a.link { display: none; }
.swagger-ui .wrapper { max-width: 1040px; }
.swagger-ui .info { margin: 32px 0 16px; }
.swagger-ui .info .title { font-size: 28px; font-weight: 650; color: #1f2933; }
.swagger-ui .scheme-container { box-shadow: none; padding: 8px 0; border-bottom: 1px solid #e4e7eb; }
.swagger-ui .opblock-tag { font-size: 18px; font-weight: 600; border-bottom: 1px solid #e4e7eb; }
.swagger-ui .opblock { box-shadow: none; border-radius: 8px; }
.swagger-ui .opblock .opblock-summary-method { border-radius: 6px; min-width: 72px; }
.swagger-ui .opblock-summary-path, .swagger-ui code, .swagger-ui pre {
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  html { filter: invert(0.92) hue-rotate(180deg); background: #111; }
}
`
