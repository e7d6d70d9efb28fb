-- The list of labels offers the categories that there are (page_categories walks along this index).

CREATE INDEX label_search_category ON label_search (category);
