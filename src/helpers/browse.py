"""Parts of a report page that a reader can search, filter and click: data in the page, one small script."""
